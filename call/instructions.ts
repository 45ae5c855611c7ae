import type { CallbackNote } from '../protocol/bundle.ts';
import type { TransferRule } from '../protocol/routing.ts';
import { toolName } from './rules.ts';
import { renderText } from './template.ts';
import type { Travelled } from './travel.ts';

/** How a character came to a call, for its instructions. */
export interface Arrival {
  readonly previous_agent: string;
  readonly reason: string;
  readonly travelled: Travelled;
}

/** What a character must know of this call besides its prompt. */
export interface Briefing {
  /** After a handoff. */
  readonly arrival?: Arrival;
  readonly rules: readonly TransferRule[];
  /** How often the call may still be passed on; null where nothing bounds it. */
  readonly transfers_left: number | null;
  /** What day and time it is, for who agrees on one; null for everybody else. */
  readonly clock: string | null;
  /** We have called, because the caller asked for it. */
  readonly callback?: CallbackNote | null;
  /** The conversation up to a moment ago, where another worker had the call. */
  readonly so_far?: string;
}

/** The instructions of a character: its prompt, and what it must know of this call. */
export function instructionsFor(
  prompt: string,
  scope: Record<string, unknown>,
  { arrival, rules, transfers_left, clock, callback, so_far }: Briefing,
): string {
  const notes = [
    renderText(prompt, scope),
    rulesNote(rules),
    leftNote(transfers_left),
    clock && `It is now ${clock}.`,
    callback && callbackNote(callback),
    arrival && arrivalNote(arrival),
    so_far && soFarNote(so_far),
  ];
  return notes.filter(Boolean).join('\n\n');
}

function rulesNote(rules: readonly TransferRule[]): string {
  if (rules.length === 0) return '';
  const lines = rules.map((rule) => `- ${rule.keywords.join(', ')}: call ${toolName(rule)}`);
  return ['# Where callers go', 'When the caller speaks of one of these:', ...lines].join('\n');
}

function leftNote(left: number | null): string {
  if (left === null) return '';
  if (left === 0) {
    return 'This call has been passed on as often as it may be. Help the caller yourself; who still has to go on reaches a person.';
  }
  return `This call may be passed on ${left === 1 ? 'once more' : `${left} more times`}.`;
}

function callbackNote({ reason, name, asked_at, conversation }: CallbackNote): string {
  const who = name ? `${name} has` : 'The caller has';
  const note = [
    '# Why you are calling',
    `${who} asked to be called back (${asked_at}) about: ${reason}. Your opening words say so.`,
    'You called; do not ask what the call is about. If it is a bad time, offer to call later.',
  ];
  if (conversation) note.push('', '# The conversation in which it was asked for', conversation);
  return note.join('\n');
}

function soFarNote(conversation: string): string {
  return [
    '# The conversation so far',
    'You were cut off for a moment and have said that you are back. Go on; do not greet again, and',
    'never ask for anything that is already known below.',
    '',
    conversation,
  ].join('\n');
}

function arrivalNote({ previous_agent, reason, travelled }: Arrival): string {
  const note = [
    '# How this call came to you',
    `${previous_agent} has connected the caller to you.${reason ? ` Reason: ${reason}.` : ''}`,
    'Your opening words take the call over; do not greet a second time. Never ask for anything',
    'that is already known below, and never speak in the name of another character.',
  ];
  if (travelled.recap) note.push('', '# The conversation before you', travelled.recap);
  return note.join('\n');
}
