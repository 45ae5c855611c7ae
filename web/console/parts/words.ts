import type { DisconnectedBy, HandoffFault } from '../../../protocol/call-event.ts';
import type { CallbackState } from '../../../protocol/callback.ts';
import type { DeskLeft, DeskState } from '../../../protocol/desk.ts';
import type { MessageState } from '../../../protocol/message.ts';
import type { Channel } from '../../../protocol/names.ts';
import type { ProviderFault } from '../../../protocol/provider.ts';
import type { Verdict } from '../../../protocol/verdict.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'accent' | '';

export const CHANNEL_WORDS: Record<Channel, string> = {
  web: 'Web page',
  sip_inbound: 'Telephone, in',
  sip_outbound: 'Telephone, out',
  sip_attach: 'Telephone, attached',
  websocket: 'WebSocket',
  exotel: 'Exotel',
  console: 'Terminal',
};

export const ENDED_WORDS: Record<DisconnectedBy, string> = {
  caller: 'The caller hung up',
  agent: 'The agent ended it',
  transfer: 'Put through',
  transfer_to_agent: 'Put through to the desk',
  operator: 'An operator ended it',
  silence: 'Nobody spoke',
  max_duration: 'It took too long',
  worker_lost: 'The worker was lost',
  error: 'An error',
};

/** What became of a transfer, as a sentence about the caller. */
export const VERDICT_WORDS: Record<Verdict, { readonly text: string; readonly tone: Tone }> = {
  none: { text: 'No transfer', tone: '' },
  bridged: { text: 'Both are talking', tone: 'good' },
  human_answered: { text: 'Somebody answered', tone: 'good' },
  accepted_unconfirmed: { text: 'The trunk took the caller; nobody confirmed it', tone: 'warn' },
  declined: { text: 'Declined', tone: 'bad' },
  busy: { text: 'Busy', tone: 'bad' },
  no_answer: { text: 'No answer', tone: 'bad' },
  voicemail: { text: 'A voicemail answered', tone: 'warn' },
  refused_by_trunk: { text: 'The trunk refused it', tone: 'bad' },
  caller_left: { text: 'The caller left meanwhile', tone: 'warn' },
  failed: { text: 'Failed', tone: 'bad' },
  unknown: { text: 'Nobody knows', tone: 'warn' },
};

export const PROVIDER_FAULT_WORDS: Record<ProviderFault, string> = {
  rate_limited: 'It was asked too often',
  refused: 'It refused the request',
  failed: 'It failed',
  closed: 'The connection was lost',
  silent: 'It did not answer in time',
  no_sound: 'It gave no sound',
};

export const HANDOFF_FAULT_WORDS: Record<HandoffFault, string> = {
  unknown_target: 'there is no such character',
  target_disabled: 'the character is switched off',
  foreign_workspace: 'the character belongs to another workspace',
  same_character: 'it has the call already',
  already_connecting: 'another handoff was under way',
  hop_limit: 'the call was passed on too often',
  ping_pong: 'the call went back and forth',
  closed: 'its condition does not hold',
  after_hours: 'it is outside business hours',
  backend_unavailable: 'the backend did not answer',
  bad_bundle: 'the answer of the backend was unusable',
  prepare_failed: 'the new voice could not be prepared',
  timeout: 'it took too long',
  swap_failed: 'the change of character failed',
  no_first_audio: 'the new character was not heard',
  call_ended: 'the call ended meanwhile',
};

export const DESK_LEFT_WORDS: Record<DeskLeft, string> = {
  caller_left: 'the caller hung up',
  went_back: 'the caller went back to the character',
  call_back: 'the caller is called back',
  nobody_there: 'nobody was on duty any more',
};

export const DESK_STATE_WORDS: Record<DeskState, { readonly text: string; readonly tone: Tone }> = {
  waiting: { text: 'Waiting', tone: 'accent' },
  claimed: { text: 'Being taken', tone: 'warn' },
  connected: { text: 'In hand', tone: 'good' },
  returned: { text: 'Handed back', tone: '' },
  abandoned: { text: 'Left the queue', tone: '' },
  done: { text: 'Done', tone: 'good' },
};

export const MESSAGE_WORDS: Record<MessageState, { readonly text: string; readonly tone: Tone }> = {
  waiting: { text: 'On its way', tone: 'accent' },
  delivered: { text: 'Delivered', tone: 'good' },
  given_up: { text: 'Not delivered', tone: 'bad' },
  inbox: { text: 'Kept here', tone: '' },
};

export const CALLBACK_WORDS: Record<CallbackState, { readonly text: string; readonly tone: Tone }> =
  {
    waiting: { text: 'Waiting', tone: 'accent' },
    placing: { text: 'Being placed', tone: 'accent' },
    placed: { text: 'On the line', tone: 'accent' },
    done: { text: 'Done', tone: 'good' },
    failed: { text: 'Given up', tone: 'bad' },
    cancelled: { text: 'Cancelled', tone: '' },
  };
