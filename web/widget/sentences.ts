import type { Failure } from '../room/call-failure.ts';
import type { EndReason } from './call-phase.ts';
import { companyOf, phaseOf, type CallView } from './call-view.ts';

export type WayOn = 'call' | 'type' | 'dismiss';

/** What the caller is told when a call did not come about or is over, and how to go on. */
export interface Notice {
  readonly title: string;
  readonly text: string;
  readonly ways: readonly { readonly way: WayOn; readonly label: string }[];
}

const AGAIN = { way: 'call', label: 'Try again' } as const;
const CLOSE = { way: 'dismiss', label: 'Close' } as const;

const FAILED: Record<Failure, Notice> = {
  microphone_refused: {
    title: 'The microphone is blocked',
    text: 'Your browser did not let this page use the microphone. Allow it in the address bar and try again, or go on by typing.',
    ways: [{ way: 'type', label: 'Continue by typing' }, AGAIN],
  },
  microphone_missing: {
    title: 'No microphone found',
    text: 'Plug one in and try again, or go on by typing; you will still hear the answers.',
    ways: [{ way: 'type', label: 'Continue by typing' }, AGAIN],
  },
  microphone_unavailable: {
    title: 'The microphone cannot be used',
    text: 'Another program may be using it, or this page is not served over a secure connection. You can go on by typing.',
    ways: [{ way: 'type', label: 'Continue by typing' }, AGAIN],
  },
  unreachable: {
    title: 'We cannot be reached just now',
    text: 'The call could not be set up. Check your connection and try again in a moment.',
    ways: [AGAIN, CLOSE],
  },
  rate_limited: {
    title: 'Too many calls at once',
    text: 'There were several calls from here within a short time. Please wait a minute, then try again.',
    ways: [AGAIN, CLOSE],
  },
  all_lines_busy: {
    title: 'All our lines are busy',
    text: 'Everybody here is in a call at the moment. Please wait a minute or two, then try again.',
    ways: [AGAIN, CLOSE],
  },
  origin_refused: {
    title: 'Calls are not set up for this site',
    text: 'This address is not on the list of sites that may start a call. The people who run it can add it.',
    ways: [CLOSE],
  },
  unknown_character: {
    title: 'Nobody is available here',
    text: 'The person this page wants to connect you to is not available. Please try again later.',
    ways: [AGAIN, CLOSE],
  },
  session_refused: {
    title: 'The call was not accepted',
    text: 'Something about this page’s request was not right. Reload the page and try again.',
    ways: [AGAIN, CLOSE],
  },
  no_agent: {
    title: 'Nobody has answered',
    text: 'We waited, but no one picked up. Please try again, or come back a little later.',
    ways: [AGAIN, CLOSE],
  },
  agent_lost: {
    title: 'The other side has dropped out',
    text: 'The call was interrupted on our side and could not be taken up again. Sorry about that.',
    ways: [{ way: 'call', label: 'Call again' }, CLOSE],
  },
  connection_lost: {
    title: 'The connection was lost',
    text: 'We tried to reconnect and could not. Check your network, then call again.',
    ways: [{ way: 'call', label: 'Call again' }, CLOSE],
  },
};

const ENDED: Record<EndReason, Notice> = {
  you: {
    title: 'Call ended',
    text: 'You ended the call. Thanks for talking to us.',
    ways: [{ way: 'call', label: 'Call again' }, CLOSE],
  },
  agent: {
    title: 'Call ended',
    text: 'The call is over. Thanks for talking to us.',
    ways: [{ way: 'call', label: 'Call again' }, CLOSE],
  },
  replaced: {
    title: 'The call goes on elsewhere',
    text: 'It was taken up in another window, so it has ended in this one.',
    ways: [CLOSE],
  },
};

export function noticeOf(view: CallView): Notice | undefined {
  if (view.phase.name === 'failed') return FAILED[view.phase.failure];
  if (view.phase.name === 'ended') return ENDED[view.phase.reason];
  return undefined;
}

/** The call's state in one sentence, for the eye and for the screen reader. */
export function statusOf(view: CallView): string {
  const { phase } = view;
  switch (phaseOf(view)) {
    case 'idle':
      return '';
    case 'asking_microphone':
      return 'Please allow the microphone…';
    case 'connecting':
      return 'Connecting…';
    case 'waiting_for_agent':
      return view.met ? 'One moment, reconnecting you…' : 'Ringing…';
    case 'talking':
      return `You are talking to ${companyOf(view)?.name ?? 'an agent'}`;
    case 'connecting_to':
      return connectingTo(phase.name === 'connecting_to' ? phase.agentName : undefined);
    case 'reconnecting':
      return 'Connection lost, reconnecting…';
    case 'ended':
    case 'failed':
      return noticeOf(view)?.title ?? '';
  }
}

/** Why nothing can be typed, where nobody would read it. */
export function noTypingBecause(view: CallView): string | undefined {
  if (view.onHold)
    return 'You are on hold for a moment. Once somebody is with you, you can type again.';
  if (view.person === undefined) return undefined;
  const { name } = view.person;
  return view.speaking
    ? `You are on the line with ${name} now, where messages cannot be read.`
    : `You hear ${name} now, where messages cannot be read. To speak, call again with your microphone.`;
}

export function connectingTo(agentName: string | undefined): string {
  return agentName === undefined ? 'Connecting you…' : `Connecting you to ${agentName}…`;
}

const ACTIVITY = {
  initializing: 'Joining…',
  listening: 'Listening',
  thinking: 'Thinking…',
  speaking: 'Speaking',
} as const;

export function activityOf(view: CallView): string {
  if (view.reconnecting) return 'Reconnecting…';
  if (view.phase.name !== 'talking') return statusOf(view);
  return view.person ? 'On the line' : ACTIVITY[view.activity];
}
