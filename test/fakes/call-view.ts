import type { CallView } from '../../tools/tool.ts';
import type { Character } from '../../protocol/character.ts';

/** What a tool sees of a web call in which nothing has happened yet. */
export function aView(character: Character, given: Partial<CallView> = {}): CallView {
  return {
    character,
    connecting: false,
    handoffs_so_far: 0,
    transfers_so_far: 0,
    cancellable: false,
    leg: { sip: false },
    scope: {},
    http: { send: () => Promise.resolve({ fault: 'refused_host' }) },
    secret: () => undefined,
    meanwhile: () => undefined,
    report: () => undefined,
    ...given,
  };
}
