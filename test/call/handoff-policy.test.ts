import { describe, expect, it } from 'vitest';
import { decideHandoff, HANDOFF_CEILING, transfersLeft } from '../../call/handoff-policy.ts';
import { HandoffTarget } from '../../protocol/handoff-target.ts';
import { aBundle, aCharacter } from '../fakes/bundle.ts';
import { aView } from '../fakes/call-view.ts';

const billing = aCharacter({ slug: 'billing', name: 'Billing' });
const riley = aCharacter({ slug: 'front-desk' });
const bundle = aBundle({ character: riley, others: [billing] });
const situation = aView(riley, { bundle, said: 'my invoice' });
const to = (slug: string) => ({ target: HandoffTarget.parse({ slug }), reason: '' });

describe('a character may hand off', () => {
  it('to one of its targets', () => {
    expect(decideHandoff(situation, to('billing'))).toMatchObject({
      accepted: { slug: 'billing' },
    });
  });

  it.each([
    ['to itself', {}, 'front-desk', 'same_character'],
    ['to one that is not there', {}, 'sales', 'unknown_target'],
    ['while another handoff is under way', { connecting: true }, 'billing', 'already_connecting'],
    ['past the ceiling', { handoffs_so_far: HANDOFF_CEILING }, 'billing', 'hop_limit'],
  ])('but not %s', (_title, change, slug, refused) => {
    expect(decideHandoff({ ...situation, ...change }, to(slug))).toMatchObject({ refused });
  });
});

describe('a call whose first character has a routing configuration', () => {
  const routing = { max_transfers: 3, transfers_before: 1 };
  const bounded = { ...situation, bundle: { ...bundle, routing } };

  it('counts the transfers of an earlier leg, and says how many are left', () => {
    expect(transfersLeft({ ...bounded, handoffs_so_far: 1 })).toBe(1);
    expect(decideHandoff({ ...bounded, handoffs_so_far: 1 }, to('billing'))).toHaveProperty(
      'accepted',
    );
  });

  it('is passed on to a person past its limit', () => {
    expect(decideHandoff({ ...bounded, handoffs_so_far: 2 }, to('billing'))).toEqual({
      escalate: 'hop_limit',
    });
  });

  it('is kept from a second A → B → A in which nothing was learned: told once, then a person', () => {
    const hops = [
      { from: 'front-desk', to: 'billing', request: 'my invoice', learned: 0 },
      { from: 'billing', to: 'front-desk', request: 'my invoice', learned: 0 },
    ];
    const again = {
      ...bounded,
      bundle: { ...bundle, routing: { ...routing, max_transfers: 9 } },
      hops,
    };
    expect(decideHandoff(again, to('billing'))).toMatchObject({ refused: 'ping_pong' });
    expect(decideHandoff({ ...again, ping_pong: true }, to('billing'))).toEqual({
      escalate: 'ping_pong',
    });
    expect(decideHandoff({ ...again, learned: 1 }, to('billing'))).toHaveProperty('accepted');
  });
});
