import { voice } from '@livekit/agents';
import { type Room, RpcError } from '@livekit/rtc-node';
import type { StreamPort, SwitchAnswer } from '../../call/ports.ts';
import {
  CLEAR_RPC,
  REVERSE_TRANSFER_LIMIT_MS,
  REVERSE_TRANSFER_RPC,
  ReverseTransferAnswer,
} from '../../protocol/stream-rpc.ts';
import type { Caller } from './caller.ts';

const CLEAR_LIMIT_MS = 2000;

export interface StreamLineOptions {
  readonly room: Room;
  readonly caller: Pick<Caller, 'identity' | 'channel'>;
  readonly session: voice.AgentSession;
  readonly report: (what: string, fault: unknown) => void;
}

/**
 * The telephony gateway that brings the caller in, asked by RPC. When the caller talks over us, what
 * it has queued for the platform is dropped.
 */
export function createStreamLine({ room, caller, session, report }: StreamLineOptions): StreamPort {
  const { identity: destinationIdentity, channel } = caller;
  const ask = async (method: string, payload: object, responseTimeout: number) => {
    const request = { destinationIdentity, method, payload: JSON.stringify(payload) };
    return room.localParticipant?.performRpc({ ...request, responseTimeout });
  };
  const clear = () => {
    if (!room.remoteParticipants.has(destinationIdentity)) return;
    ask(CLEAR_RPC, {}, CLEAR_LIMIT_MS).catch((fault: unknown) => {
      report('What was queued for a caller could not be dropped.', fault);
    });
  };
  if (channel === 'websocket' || channel === 'exotel') watchForCuts(session, clear);
  return {
    async reverseTransfer(transferno): Promise<SwitchAnswer> {
      try {
        const text = await ask(REVERSE_TRANSFER_RPC, { transferno }, REVERSE_TRANSFER_LIMIT_MS);
        const answer = ReverseTransferAnswer.parse(JSON.parse(text ?? '{}'));
        if (!answer.sent) return { accepted: false, api_code: 'not_sent' };
        return { accepted: true, switch_confirmed: answer.confirmed };
      } catch (fault) {
        report('The switch could not be asked to take a call.', fault);
        return { accepted: false, api_code: codeOf(fault) };
      }
    },
  };
}

/** Tells when somebody cuts in on the agent: the caller by speaking, or we ourselves. */
function watchForCuts(session: voice.AgentSession, cut: () => void): void {
  const { AgentStateChanged, SpeechCreated } = voice.AgentSessionEventTypes;
  // Hazard: who is talked over pauses at once; the speech is interrupted only with the caller's turn.
  session.on(AgentStateChanged, ({ oldState, newState }) => {
    const stops = oldState === 'speaking' && newState !== 'speaking';
    if (stops && session.userState === 'speaking') cut();
  });
  session.on(SpeechCreated, ({ speechHandle }) => {
    const done = new Promise<void>((resolve) => {
      speechHandle.addDoneCallback(() => {
        resolve();
      });
    });
    void speechHandle.waitIfNotInterrupted([done]).then(() => {
      if (speechHandle.interrupted && session.agentState === 'speaking') cut();
    });
  });
}

/** Whether the request had left is not known when its answer is late or whoever had it is gone. */
function codeOf(fault: unknown): string {
  const { RESPONSE_TIMEOUT, RECIPIENT_DISCONNECTED } = RpcError.ErrorCode;
  const unknown = [RESPONSE_TIMEOUT, RECIPIENT_DISCONNECTED].some(
    (code) => fault instanceof RpcError && fault.code === code,
  );
  return unknown ? 'timeout' : 'unreachable';
}
