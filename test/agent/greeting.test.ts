import { afterEach, describe, expect, it } from 'vitest';
import { deferred } from '../../agent/deferred.ts';
import { type ACall, aCall, type CallSetup } from '../fakes/a-call.ts';
import { aCharacter } from '../fakes/bundle.ts';

const riley = aCharacter({
  ...{ slug: 'front-desk', name: 'Riley', greeting: 'Hi, Riley here.', keys: { 2: 'billing' } },
});
const billing = aCharacter({ slug: 'billing', name: 'Billing', takeover_greeting: 'Billing.' });
const QUESTION = 'When are you open?';

let call: ACall | undefined;
afterEach(async () => {
  await call?.close();
  call = undefined;
});

/** A call whose greeting is still being made when `meanwhile` happens. */
async function answered(meanwhile: NonNullable<CallSetup['meanwhile']>): Promise<ACall> {
  const made = deferred();
  call = await aCall({
    characters: [riley, billing],
    scripts: { 'front-desk': (text) => ({ say: `Riley heard: ${text}` }) },
    firstVoice: made.promise,
    meanwhile: async (begun) => {
      await meanwhile(begun);
      made.resolve();
    },
  });
  return call;
}
const turns = ({ events }: ACall) => events.flatMap((e) => (e.type === 'turn' ? [e.text] : []));

describe('while the first greeting is being made', () => {
  it('the session starts, and the room is told who talks', async () => {
    const c = await answered(async ({ session, room }) => {
      await expect.poll(() => session.agentState).toBe('listening');
      expect(room.state).toEqual(['talking Riley']);
    });
    expect(turns(c)).toEqual(['Hi, Riley here.']);
  });

  it('what the caller says is kept, and answered after it', async () => {
    const c = await answered(({ conversation }) => {
      conversation.caught(QUESTION);
      expect(conversation.heard(QUESTION)).toEqual({ hold: true });
      return Promise.resolve();
    });
    await c.until('it is answered', () => turns(c).length === 3);
    expect(turns(c)).toEqual(['Hi, Riley here.', QUESTION, `Riley heard: ${QUESTION}`]);
  });

  it('a key leads on as soon as somebody is there', async () => {
    const c = await answered(({ conversation }) => {
      conversation.pressed('2');
      return Promise.resolve();
    });
    expect(await c.event('handoff_committed')).toMatchObject({ to: 'billing' });
  });
});

it('a first character whose voice fails is not put on the line', async () => {
  const begun = aCall({ characters: [riley], scripts: {}, voiceFault: () => 'error' });
  await expect(begun).rejects.toThrow('The character could not be put on the line.');
});
