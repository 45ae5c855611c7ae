import type { voice } from '@livekit/agents';

/**
 * Pace of the transcript beside the voice, as a multiple of the framework's 3.83 syllables a
 * second. The voices here speak about five, so the words keep up with what is heard.
 */
const PACE = 1.35;

/**
 * Hazard: the framework lets no audio of a new sentence pass before the words of the old one have
 * run out, and words that lag behind the voice hold the next character's first frame back by up
 * to 0.4 s. It has no public setting for the pace; where it changes, `test/agent/door.test.ts` says so.
 */
export function paceTranscript(door: voice.RoomIO): boolean {
  const synchroniser: unknown = Reflect.get(door, 'transcriptionSynchronizer');
  if (!hasPace(synchroniser)) return false;
  synchroniser.options.speed = PACE;
  return true;
}

function hasPace(value: unknown): value is { readonly options: { speed: number } } {
  const options = (value as { options?: { speed?: unknown } } | undefined)?.options;
  return typeof options?.speed === 'number';
}
