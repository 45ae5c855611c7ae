import type { Reply, Situation } from './conversation.ts';
import type { Meaning } from './meaning.ts';
import { asksFor } from './connect.ts';
import { agrees, declines, lastOfAgent } from './turn.ts';
import { isEmpty, wordsOf } from './words.ts';

const TOOL = 'transfer_to_person';

/** The questions of the directory, in `call/sentences.ts`. */
const IS_IT = /\bI have (.+)\. Is that who you mean\?|\bTengo a (.+)\. ¿Es quien busca\?/;
const WHICH = /\bI have (.+)\. Which one\?|\bTengo a (.+)\. ¿Con quién desea hablar\?/;
const SPELL = /\bspell the name\b|\bdeletrear/i;

const ASKS =
  /\b(?:(?:speak|talk)(?:ing)? (?:to|with)|(?:put|get) me through to|(?:connect|transfer) me (?:to|with)|(?:hablar|comunicarme) con|(?:páseme|pásame) con) /i;
/** A recogniser writes a name with a capital letter, which tells it from "somebody". */
const NAME =
  /^((?:(?:Mr|Mrs|Ms|Dr)\.? )?\p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*)*(?: (?:in|from|at|de) (?:the )?[\p{L}'’-]+)?)/u;
const PLACE = / (?:in|from|at|de) /;
const COURTESIES = /\s*,?\s*\b(?:please|por favor|thank you|thanks|gracias)\b\.?|[.!?]+$/giu;

/** Somebody whom the caller asks for by name, or the answer to what the directory has asked. */
export function person(
  { tools, entries }: Situation,
  text: string,
  meaning: Meaning,
): Reply | null {
  if (!tools.some(({ name }) => name === TOOL)) return null;
  const asked = lastOfAgent(entries);
  const suggested = IS_IT.exec(asked)?.slice(1).find(Boolean);
  if (suggested && agrees(text)) return find(suggested);
  const named = nameIn(text);
  const [target] = meaning.targets;
  // "Jamie in accounts" is Jamie, also where the accounts can be reached themselves.
  const [whom = ''] = named?.split(PLACE) ?? [];
  if (named && !(target && asksFor(target.what, wordsOf(whom)))) return find(named);
  const offered = suggested ?? WHICH.exec(asked)?.slice(1).find(Boolean);
  if ((offered === undefined && !SPELL.test(asked)) || declines(text)) return null;
  const answer = text.replace(COURTESIES, '').trim();
  const isOffered = shareWords(answer, offered ?? '');
  return answer && (isOffered || !target) ? find(answer) : null;
}

function shareWords(one: string, other: string): boolean {
  const known = wordsOf(other).filter((word) => !isEmpty(word));
  return wordsOf(one).some((word) => known.includes(word));
}

function nameIn(text: string): string | null {
  const asks = ASKS.exec(text);
  if (!asks) return null;
  return NAME.exec(text.slice(asks.index + asks[0].length))?.[1] ?? null;
}

function find(name: string): Reply {
  return { say: '', calls: [{ name: TOOL, args: { name } }] };
}
