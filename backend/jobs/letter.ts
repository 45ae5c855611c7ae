import type { Character } from '../../protocol/character.ts';
import type { MessageHook } from '../../protocol/message.ts';
import type { MessageRow } from '../store/inbox.ts';
import { oneLine, type Letter } from './mailer.ts';

const LONGEST_SUBJECT = 120;

/** A message with what its reader wants to know about it. */
export interface Told {
  message: MessageRow;
  /** The number that called. */
  caller_id: string | null;
  /** Whom it is meant for; undefined where that character is there no more. */
  character: Pick<Character, 'name' | 'routing_config'> | undefined;
  wav: Uint8Array | undefined;
}

/**
 * The mail. Names and words are the caller's: in the subject they are one line, in the text they
 * stand indented, so that no line of theirs looks like one of ours.
 */
export function letterOf(told: Told, to: string, now: Date): Letter {
  const { message, wav } = told;
  const who = oneLine(message.from ?? told.caller_id ?? 'a caller', LONGEST_SUBJECT / 2);
  const name = nameOf(told);
  const about = [
    ['From', [message.from, told.caller_id].filter(Boolean).join(', ') || 'not said'],
    ['For', name],
    ['When', when(message.left_at, told.character?.routing_config?.business_hours?.timezone)],
    ['Recording', recording(message, wav)],
    ['Call', message.session_id],
  ].map(([label, value]) => `${label}: ${oneLine(value ?? '')}`);
  const words = message.text.split(/\r\n|\p{Zl}|\p{Zp}|[\r\n\v\f\u0085]/u);
  return {
    to,
    subject: oneLine(`Message from ${who} for ${name}`, LONGEST_SUBJECT),
    text: [
      `A caller left a message:`,
      '',
      ...words.map((line) => `    ${line.replace(/\p{Cc}/gu, ' ')}`),
      '',
      ...about,
      '',
    ].join('\n'),
    id: idOf(message),
    date: now,
    wav,
  };
}

/** The same message for a hook: the same bytes however often it is sent. */
export function hookOf(told: Told, to: string): MessageHook {
  const { message, caller_id } = told;
  const { message_id, session_id, text, from, audio_ms } = message;
  return {
    type: 'message.taken',
    timestamp: message.left_at.toISOString(),
    data: {
      ...{ message_id, session_id, to },
      character: message.meant_for,
      character_name: nameOf(told),
      ...{ text, from, caller_id, audio_ms },
      recording: audio_ms === null ? null : recordingPath(message),
    },
  };
}

/** Stable, so that a message that comes twice is known: Message-ID of the mail, id of the hook. */
export function idOf({ message_id, delivery }: MessageRow): string {
  return delivery === 0 ? message_id : `${message_id}.${delivery}`;
}

export function recordingPath(message: Pick<MessageRow, 'session_id' | 'message_id'>): string {
  return `/api/calls/${message.session_id}/messages/${message.message_id}/audio`;
}

function nameOf({ message, character }: Told): string {
  return oneLine(character?.name ?? message.meant_for);
}

/** By the wall clock of the people it is for. */
function when(at: Date, timeZone = 'UTC'): string {
  const clock = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone,
  });
  return `${clock.format(at)} (${timeZone})`;
}

function recording({ audio_ms }: MessageRow, wav: Uint8Array | undefined): string {
  if (wav) return audio_ms === null ? 'attached' : `attached, ${Math.ceil(audio_ms / 1000)} s`;
  return audio_ms === null ? 'none' : 'not attached; if it comes, it is in the inbox';
}
