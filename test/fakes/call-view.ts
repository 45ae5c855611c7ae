import type { Character } from '../../protocol/character.ts';
import type { CallView } from '../../tools/tool.ts';
import { aBundle } from './bundle.ts';

/** What a tool sees of a web call in which nothing has happened yet. */
export function aView(character: Character, given: Partial<CallView> = {}): CallView {
  return {
    bundle: aBundle({ character }),
    scope: {},
    now: Date.parse('2026-01-01T12:00:00Z'),
    connecting: false,
    handoffs_so_far: 0,
    hops: [],
    learned: 0,
    ping_pong: false,
    said: '',
    closed: null,
    transfers_so_far: 0,
    cancellable: false,
    leg: { sip: false },
    http: { send: () => Promise.resolve({ fault: 'refused_host' }) },
    directory: { find: () => Promise.resolve({ outcome: 'none' }) },
    secret: () => undefined,
    meanwhile: () => undefined,
    report: () => undefined,
    ...given,
  };
}
