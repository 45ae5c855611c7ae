import type { RecordedEvent } from '../../../protocol/call-record.ts';
import { MANUAL_TRANSFER } from '../../../protocol/manual-transfer.ts';
import { nameOf, type Cast } from '../cast.ts';
import type { ConsoleIcon } from './console-icons.ts';
import {
  CHANNEL_WORDS,
  DESK_LEFT_WORDS,
  ENDED_WORDS,
  HANDOFF_FAULT_WORDS,
  PROVIDER_FAULT_WORDS,
  VERDICT_WORDS,
  type Tone,
} from './words.ts';

/** One event in words. */
export interface EventLine {
  readonly icon: ConsoleIcon;
  readonly tone: Tone;
  readonly title: string;
  readonly detail?: string | undefined;
}

/** What an event says, for somebody who was not there. */
export function lineOf(event: RecordedEvent, cast: Cast): EventLine {
  const name = (slug: string) => nameOf(cast, slug);
  switch (event.type) {
    case 'call_started': {
      const title = `${name(event.character)} took the call`;
      return { icon: 'inbox', tone: '', title, detail: channelOf(event.channel) };
    }
    case 'turn': {
      const who = event.role === 'caller' ? 'Caller' : name(event.character);
      return { icon: 'messages', tone: '', title: who, detail: event.text };
    }
    case 'tool_call':
      return toolLine(event);
    case 'variable_set':
      return { icon: 'note', tone: '', title: `${event.name} is ${String(event.value)}` };
    case 'handoff_requested': {
      const title = `Handoff to ${name(event.to)} begins`;
      return { icon: 'handoff', tone: '', title, detail: event.reason };
    }
    case 'handoff_committed': {
      const title = `${name(event.to)} took over from ${name(event.from)}`;
      return { icon: 'handoff', tone: 'good', title, detail: event.reason };
    }
    case 'handoff_rolled_back': {
      const title = `${name(event.from)} kept the call; no handoff to ${name(event.to)}`;
      const detail = event.detail ?? `Because ${HANDOFF_FAULT_WORDS[event.fault]}.`;
      return { icon: 'handoff', tone: 'bad', title, detail };
    }
    case 'transfer_sent': {
      const title = `Transfer to ${event.destination} sent`;
      return { icon: 'transfer', tone: 'accent', title, detail: event.reason };
    }
    case 'transfer_failed':
      return {
        icon: 'transfer',
        tone: 'bad',
        title: `No transfer to ${event.destination || 'anybody'}`,
        detail: `${event.error.replace(/^\w+: /, '')}${event.sip_status ? ` (SIP ${event.sip_status})` : ''}`,
      };
    case 'transfer_judged': {
      const { text, tone } = VERDICT_WORDS[event.verdict];
      return { icon: 'transfer', tone, title: `Transfer: ${text}` };
    }
    case 'message_taken': {
      const title = `Message taken${event.from ? ` from ${event.from}` : ''}`;
      return { icon: 'messages', tone: 'accent', title, detail: event.text };
    }
    case 'callback_scheduled': {
      const title = `Callback to ${event.number}`;
      return { icon: 'callbacks', tone: 'accent', title, detail: event.reason };
    }
    case 'desk_enqueued': {
      const title = `Waits at the desk, in the queue ${event.queue}`;
      return { icon: 'desk', tone: 'accent', title, detail: event.reason };
    }
    case 'desk_claimed':
      return { icon: 'desk', tone: 'good', title: `${event.by} took the call` };
    case 'desk_returned': {
      const title = event.lost ? 'The person was lost' : `${event.by ?? 'The desk'} handed it back`;
      return { icon: 'desk', tone: event.lost ? 'bad' : '', title, detail: event.note };
    }
    case 'desk_abandoned':
      return { icon: 'desk', tone: '', title: `Left the queue: ${DESK_LEFT_WORDS[event.why]}` };
    case 'provider_switched': {
      const title = `The ${event.part} went from ${event.from} to ${event.to}`;
      const status = event.status === undefined ? '' : ` (${event.status})`;
      const detail = `${PROVIDER_FAULT_WORDS[event.reason]}${status}`;
      return { icon: 'alert', tone: 'bad', title, detail };
    }
    case 'digits':
      return { icon: 'key', tone: '', title: `The caller pressed ${event.digits}` };
    case 'sound':
      return { icon: 'note', tone: '', title: 'Measured how loud it was' };
    case 'worker_lost':
      return { icon: 'alert', tone: 'bad', title: 'The worker was lost' };
    case 'worker_resumed':
      return { icon: 'done', tone: 'good', title: 'Another worker took the call' };
    case 'call_ended': {
      const title = `The call ended: ${ENDED_WORDS[event.disconnected_by].toLowerCase()}`;
      return { icon: 'done', tone: '', title, detail: event.detail };
    }
  }
}

function toolLine({
  name,
  args,
  target,
}: Extract<RecordedEvent, { type: 'tool_call' }>): EventLine {
  if (name === MANUAL_TRANSFER)
    return { icon: 'transfer', tone: 'accent', title: `An operator dialled ${target ?? ''}` };
  const given = Object.keys(args).length > 0 ? JSON.stringify(args) : undefined;
  return { icon: 'note', tone: '', title: `Tool ${name}`, detail: given };
}

function channelOf(channel: string): string {
  return (CHANNEL_WORDS as Record<string, string>)[channel] ?? channel;
}
