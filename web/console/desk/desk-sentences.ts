import type { DeskEntry } from '../../../protocol/desk.ts';
import { CallFailure, type Failure } from '../../room/call-failure.ts';
import { ConsoleFault } from '../api.ts';
import type { HandPhase } from './desk-state.ts';

export function callerName({ caller }: DeskEntry): string {
  return caller ?? 'Unknown caller';
}

const MICROPHONE: Partial<Record<Failure, string>> = {
  microphone_refused:
    'The microphone is blocked. Allow it in the address bar of your browser, then take the call again.',
  microphone_missing: 'No microphone was found. Plug one in, then take the call again.',
  microphone_unavailable:
    'The microphone cannot be used. Close other programs that use it, open the console over https, then take the call again.',
};

/** A part of this page is not there any more: Baton was updated since it was opened. */
export class PartMissing extends Error {
  override readonly name = 'PartMissing';

  constructor(options: ErrorOptions) {
    super('A part of this page could not be loaded', options);
  }
}

/** Why a call was not taken, and what to do. */
export function whyNotTaken(fault: unknown, entry: DeskEntry): string {
  const name = callerName(entry);
  if (fault instanceof CallFailure)
    return MICROPHONE[fault.failure] ?? 'The call could not be joined. Try again in a moment.';
  if (fault instanceof PartMissing)
    return `${fault.message}; perhaps Baton was updated. Load the page again, then take the call.`;
  if (!(fault instanceof ConsoleFault))
    return 'The call could not be set up. Check your connection, then try again.';
  switch (fault.problem?.code) {
    case 'already_claimed':
      return `Somebody else was faster: ${name} is being helped.`;
    case 'not_waiting':
    case 'unknown_entry':
      return `${name} does not wait any more.`;
    default:
      return `${fault.message}. ${fault.detail}`;
  }
}

/** The state of a call in hand in one sentence. */
export const PHASE_WORDS: Record<HandPhase, string> = {
  microphone: 'Please allow the microphone…',
  claiming: 'Taking the call…',
  joining: 'Connecting…',
  talking: 'You are talking to the caller.',
  reconnecting: 'Connection lost, reconnecting…',
  apart: 'You are not on the line. The caller is still yours: join again.',
  finishing: 'One moment…',
};
