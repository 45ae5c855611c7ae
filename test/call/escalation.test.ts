import { describe, expect, it } from 'vitest';
import { escalation } from '../../call/escalation.ts';
import { DialingPolicy } from '../../protocol/dialing.ts';
import { TransferTarget } from '../../protocol/transfer-target.ts';
import { aBundle, aCharacter } from '../fakes/bundle.ts';
import { aView } from '../fakes/call-view.ts';

const desk = TransferTarget.parse({
  ...{ id: 'support', label: 'Support', method: 'agent_desk', type: 'agent_queue' },
  value: 'support',
});
const dialing = DialingPolicy.parse({ outbound_trunk: 'ST_out', countries: ['US'] });

/** Where a call goes that was passed on often enough. */
function past(given: { l3?: string; desk: boolean }) {
  const character = aCharacter({
    slug: 'front-desk',
    agent_desk_enabled: given.desk,
    transfer_targets: [desk],
  });
  const bundle = aBundle({ character, dialing, ...(given.l3 && { l3Number: given.l3 }) });
  return escalation(aView(character, { bundle }), 'an invoice');
}

describe('a call that was passed on often enough', () => {
  it('goes to the number of the last resort first', () => {
    expect(past({ l3: '+14155550188', desk: true })).toMatchObject({
      accepted: { target: 'l3', destination: { number: '+14155550188' } },
    });
  });

  it('goes to the desk where there is no such number, or policy does not dial it', () => {
    const toDesk = { accepted: { method: 'agent_desk', target: 'support', reason: 'an invoice' } };
    expect(past({ desk: true })).toMatchObject(toDesk);
    expect(past({ l3: '+19005550199', desk: true })).toMatchObject(toDesk);
  });

  it('is offered a message where neither is there', () => {
    expect(past({ desk: false })).toMatchObject({ because: expect.stringContaining('message') });
  });
});
