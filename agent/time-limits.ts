import { silenceRule } from '../call/silent-caller.ts';
import { timeLeft } from '../call/longest-call.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { Call } from './call.ts';
import type { Conversation } from './conversation.ts';
import { LongestCall } from './longest-call.ts';
import type { OwnWords } from './own-words.ts';
import { SilentCaller } from './silent-caller.ts';

type Parts = {
  readonly say: OwnWords['say'];
  readonly conversation: Conversation;
  readonly voiceless: () => boolean;
};

/** What ends a call by the clock: a caller who says nothing, and the longest duration. */
export function keepTime(call: Call, opened: SessionBundle, parts: Parts): SilentCaller {
  const { env, ending } = call;
  const { say, conversation, voiceless } = parts;
  const character = () => conversation.bundle.character;
  // Whoever develops in a terminal is slow to answer, and no telephone is kept open.
  const after_s = opened.channel === 'console' ? 0 : env.BATON_SILENCE_AFTER_S;
  const silence = { after_s, times: env.BATON_SILENCE_TIMES };
  const silent = new SilentCaller({
    rule: () => silenceRule(character().silence, silence, voiceless()),
    attending: () => conversation.attending,
    ask: () => say(({ still_there }) => still_there),
    sayGoodbye: () => say(({ silent_goodbye }) => silent_goodbye),
    end: () => void ending.end('silence', 'caller_silent'),
  });
  const longest = new LongestCall({
    elsewhere: () => conversation.elsewhere,
    warn: (left_ms) => say(({ ends_soon }) => ends_soon(Math.round(left_ms / 1000))),
    sayGoodbye: () => say(({ time_is_up }) => time_is_up),
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
