import { describe, expect, it } from 'vitest';
import { CharacterFrontMatter } from '../../protocol/character.ts';

const written = (handoff_targets: unknown[]) =>
  CharacterFrontMatter.safeParse({
    name: 'Riley',
    description: 'Front desk.',
    greeting: 'Hi.',
    handoff_targets,
  });

describe('a handoff target in a character file', () => {
  it('needs only a slug: then the handoff is silent and may take 30 s', () => {
    expect(written([{ slug: 'billing' }]).data?.handoff_targets).toEqual([
      { slug: 'billing', timeout_ms: 30_000 },
    ]);
  });

  it('may give its message as a bare string', () => {
    expect(
      written([{ slug: 'billing', message: 'One moment.' }]).data?.handoff_targets[0],
    ).toMatchObject({
      message: { type: 'static', text: 'One moment.' },
    });
  });

  it("may be written with the document's node fields", () => {
    const node = {
      type: 'transfer_agent',
      agentId: 'billing',
      transferMessage: 'Explain why.',
      transferMessageType: 'prompt',
      timeout: 15_000,
      transitions: [],
      position: { x: 1, y: 2 },
    };
    expect(written([node]).data?.handoff_targets).toEqual([
      {
        slug: 'billing',
        message: { type: 'prompt', text: 'Explain why.' },
        timeout_ms: 15_000,
      },
    ]);
  });

  it.each([
    ['a time limit below a second', { slug: 'billing', timeout_ms: 10 }, 'timeout_ms'],
    ['an unknown key', { slug: 'billing', colour: 'red' }, ''],
    ['turns without a number', { slug: 'billing', context: { mode: 'turns' } }, 'context.turns'],
    ['a slug in capitals', { slug: 'Billing' }, 'slug'],
  ])('is refused with its place for %s', (_title, target, place) => {
    const read = written([target]);
    expect(read.success).toBe(false);
    const path = read.error!.issues[0]!.path.join('.');
    expect(path).toBe(['handoff_targets.0', place].filter(Boolean).join('.'));
  });
});
