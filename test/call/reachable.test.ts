import { describe, expect, it } from 'vitest';
import { globalTargetsOf } from '../../call/reachable.ts';
import { HandoffTarget } from '../../protocol/handoff-target.ts';
import { aCharacter } from '../fakes/bundle.ts';

describe('a target that two characters make reachable from everywhere', () => {
  it('is one target with the key of one and the words of the other', () => {
    const by = (slug: string, global: object) =>
      aCharacter({ slug, handoff_targets: [HandoffTarget.parse({ slug: 'boss', global })] });
    const found = globalTargetsOf([
      by('riley', { dtmf: '9' }),
      by('kim', { dtmf: '8', condition: 'The caller asks for the boss' }),
    ]);
    expect(found).toMatchObject([
      { slug: 'boss', global: { dtmf: '9', condition: 'The caller asks for the boss' } },
    ]);
  });
});
