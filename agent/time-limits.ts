import { silenceRule } from '../call/silent-caller.ts';
import { sentencesIn } from '../call/sentences.ts';
import { timeLeft } from '../call/longest-call.ts';
import type { StagePort } from '../call/ports.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { Call } from './call.ts';
import type { Conversation } from './conversation.ts';
import { LongestCall } from './longest-call.ts';
import { SilentCaller } from './silent-caller.ts';
import { within } from './within.ts';

/** Milliseconds for a last sentence, the caller's own speech before it included. */
const SENTENCE_LIMIT_MS = 20_000;

type Parts = { readonly stage: StagePort; readonly conversation: Conversation };

/** What ends a call by the clock: a caller who says nothing, and the longest duration. */
export function keepTime(call: Call, opened: SessionBundle, parts: Parts): SilentCaller {
  const { env, ending, report } = call;
  const { stage, conversation } = parts;
  const character = () => conversation.bundle.character;
  const words = () => sentencesIn(character().language);
  const say = async (text: string): Promise<void> => {
    try {
      await within(stage.say(text), SENTENCE_LIMIT_MS, 'A sentence of the clock');
    } catch (fault) {
      report('A sentence about the end of the call could not be said.', fault);
    }
  };
  // Whoever develops in a terminal is slow to answer, and no telephone is kept open.
  const after_s = opened.channel === 'console' ? 0 : env.BATON_SILENCE_AFTER_S;
  const silence = { after_s, times: env.BATON_SILENCE_TIMES };
  const silent = new SilentCaller({
    rule: () => silenceRule(character().silence, silence),
    attending: () => conversation.attending,
    ask: () => say(words().still_there),
    sayGoodbye: () => say(words().silent_goodbye),
    end: () => void ending.end('silence', 'caller_silent'),
  });
  const longest = new LongestCall({
    elsewhere: () => conversation.elsewhere,
    warn: (left_ms) => say(words().ends_soon(Math.round(left_ms / 1000))),
    sayGoodbye: () => say(words().time_is_up),
    end: () => void ending.end('max_duration'),
  });
  const longest_ms = env.BATON_LONGEST_CALL_MIN * 60_000;
  const left = timeLeft(opened.call.started_at, longest_ms, Date.now());
  if (left) longest.start(left);
  ending.then('time limits', () => {
    silent.close();
    longest.close();
  });
  return silent;
}
