import { describe, expect, it } from 'vitest';
import { decideHandoff, HANDOFF_CEILING } from '../../call/handoff-policy.ts';
import { aCharacter } from '../fakes/bundle.ts';

const riley = aCharacter({
  slug: 'front-desk',
  handoff_targets: [{ slug: 'billing', timeout_ms: 30_000, context: { mode: 'full' } }],
});
const situation = { character: riley, target: 'billing', connecting: false, handoffs_so_far: 0 };

describe('a character may hand off', () => {
  it('to one of its targets', () => {
    expect(decideHandoff(situation)).toMatchObject({ accepted: { slug: 'billing' } });
  });

  it.each([
    ['to itself', { target: 'front-desk' }, 'same_character'],
    ['to one that is not among its targets', { target: 'sales' }, 'unknown_target'],
    ['while another handoff is under way', { connecting: true }, 'already_connecting'],
    ['past the ceiling', { handoffs_so_far: HANDOFF_CEILING }, 'hop_limit'],
  ])('but not %s', (_title, change, refused) => {
    expect(decideHandoff({ ...situation, ...change })).toMatchObject({ refused });
  });
});
