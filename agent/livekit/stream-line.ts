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
  if (channel === 'websocket' || channel === 'exotel') {
    session.on(voice.AgentSessionEventTypes.SpeechCreated, ({ speechHandle }) => {
      speechHandle.addDoneCallback(({ interrupted }) => {
        if (!interrupted || !room.remoteParticipants.has(destinationIdentity)) return;
        ask(CLEAR_RPC, {}, CLEAR_LIMIT_MS).catch((fault: unknown) => {
          report('What was queued for a caller could not be dropped.', fault);
        });
      });
    });
  }
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

/** Whether the request had left is not known when its answer is late or whoever had it is gone. */
function codeOf(fault: unknown): string {
  const { RESPONSE_TIMEOUT, RECIPIENT_DISCONNECTED } = RpcError.ErrorCode;
  const unknown = [RESPONSE_TIMEOUT, RECIPIENT_DISCONNECTED].some(
    (code) => fault instanceof RpcError && fault.code === code,
  );
  return unknown ? 'timeout' : 'unreachable';
}
