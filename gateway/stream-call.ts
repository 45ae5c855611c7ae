import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { Logger } from '../config/log.ts';
import { CONFIRM_LIMIT_MS, QUIET_LIMIT_MS } from '../protocol/stream-rpc.ts';
import type { ReverseTransferAnswer } from '../protocol/stream-rpc.ts';
import {
  type FrameIn,
  type HangupReason,
  namesTransfer,
  type StartFrame,
} from '../protocol/telephony-frame.ts';
import { type Codec, codecOf } from './codec.ts';
import type { Limits } from './limits.ts';
import type { Lines } from './lines.ts';
import { CLOSE, Peer } from './peer.ts';
import { Playout } from './playout.ts';
import { type SaidSentence, say } from './ready-sentence.ts';
import type { Gone, OpenRoom, RoomCall } from './room-call.ts';
import { factsOf } from './stream-facts.ts';

export interface StreamCallDeps {
  readonly openRoom: OpenRoom;
  readonly lines: Lines;
  /** What is said where no line is free, in frames at that rate; null where it was never made. */
  readonly allBusy: (rate: number) => Promise<readonly Int16Array[] | null>;
  readonly limits: Limits;
  readonly log: Logger;
  /** The call has ended, and the room was left. */
  readonly over: () => void;
}

/** Keys pressed before the room was there. */
const EARLY_KEYS = 32;
/** Milliseconds that the agent of a call that a switch has taken needs to hear so, and to leave. */
const LAST_ANSWER_MS = 5000;
/** Milliseconds that the answer to a transfer that was not sent needs to reach the agent. */
const NOT_SENT_ANSWER_MS = 500;
const NOT_SENT: ReverseTransferAnswer = { sent: false, confirmed: false };

/** One connection, from its first frame to the end of the call; a switch that took it has it. */
export class StreamCall {
  readonly #deps: StreamCallDeps;
  readonly #peer: Peer;
  readonly #name = `stream-${randomUUID()}`;
  #stage: 'waiting' | 'joining' | 'turned_away' | 'talking' | 'transferred' | 'over' = 'waiting';
  #start: StartFrame | null = null;
  #codec: Codec | null = null;
  #room: RoomCall | null = null;
  #playout: Playout | null = null;
  /** What whoever is turned away hears instead of a room. */
  #sentence: SaidSentence | null = null;
  #timer: NodeJS.Timeout | undefined;
  #agentCame = false;
  #alone = true;
  #finished = false;
  /** The agent waits to hear whether its transfer was sent. */
  #asked = false;
  #early: string[] = [];
  /** Tells whoever waits for the switch what it said: true where it named the transfer. */
  #confirm: (confirmed: boolean) => void = () => undefined;

  constructor(socket: WebSocket, deps: StreamCallDeps) {
    const { limits } = deps;
    this.#deps = deps;
    this.#peer = new Peer(socket, limits, {
      frame: (frame) => {
        this.#frame(frame);
      },
      gone: (how) => {
        this.#gone(how);
      },
    });
    this.#wait(limits.start_ms, () => {
      this.#peer.close(CLOSE.policy, 'no start');
    });
  }

  /** Ends the call from our side; a call that a switch has taken is let go without a word. */
  hangUp(reason: HangupReason): void {
    const { streamId } = this.#start ?? {};
    if (streamId !== undefined) this.#peer.send({ event: 'hangup', streamId, reason });
    // The caller has not hung up where it is we who stop.
    if (reason === 'shutting_down') this.#peer.close(CLOSE.away, reason, 'connection_lost');
    else this.#peer.close(CLOSE.normal, reason);
  }

  #frame(frame: FrameIn): void {
    if (frame.event === 'start') {
      if (this.#stage === 'waiting') void this.#begin(frame);
      else this.#peer.fault('out_of_order', 'A connection carries one call.');
      return;
    }
    if (!this.#start) {
      this.#peer.fault('out_of_order', 'The first frame is "start".');
      return;
    }
    if (frame.streamId !== this.#start.streamId) {
      this.#peer.fault('wrong_stream', 'The frame belongs to no call of this connection.');
      return;
    }
    if (frame.event === 'stop') this.#stopped(frame.reason);
    else if (this.#stage === 'transferred') return;
    else if (frame.event === 'media') this.#heard(frame.payload);
    else if (this.#room) this.#room.press(frame.digit);
    else if (this.#early.length < EARLY_KEYS) this.#early.push(frame.digit);
  }

  async #begin(start: StartFrame): Promise<void> {
    const { openRoom, lines, log, limits } = this.#deps;
    const { sampleRate } = start.mediaFormat;
    this.#start = start;
    this.#codec = codecOf(start.mediaFormat);
    this.#stage = 'joining';
    clearTimeout(this.#timer);
    const facts = factsOf(start);
    const sentence = (await lines.take(this.#name)) ? null : await this.#allBusy(sampleRate);
    if (this.#isOver()) {
      this.#finish('hung_up');
      return;
    }
    if (sentence) {
      this.#turnAway(start, sentence);
      return;
    }
    try {
      const room = await openRoom(this.#name, facts, sampleRate, {
        sound: (who, frame) => this.#playout?.add(who, frame),
        silent: (who) => this.#playout?.drop(who),
        alone: (now) => {
          this.#company(now);
        },
        ended: (reason) => {
          this.#ended(reason);
        },
        clear: () => {
          this.#clear(start);
        },
        reverseTransfer: (transferno) => this.#reverseTransfer(start, transferno),
      });
      this.#room = room;
    } catch (fault) {
      log.error({ fault }, 'A room could not be opened.');
      this.#peer.fault('unavailable', 'The call cannot be taken now.');
      this.#peer.close(CLOSE.failed, 'unavailable');
      this.#finish('hung_up');
      return;
    }
    if (this.#isOver()) {
      this.#finish('hung_up');
      return;
    }
    this.#stage = 'talking';
    for (const digit of this.#early.splice(0)) this.#room.press(digit);
    this.#playout = new Playout(sampleRate, (frame) => {
      this.#say(start, frame);
    });
    if (this.#alone) this.#wait(limits.alone_ms, this.#left);
    log.info({ channel: facts.channel, format: start.mediaFormat }, 'A call has begun.');
  }

  /** Null where it cannot be said here: then a worker says it. */
  async #allBusy(rate: number): Promise<readonly Int16Array[] | null> {
    const { allBusy, log } = this.#deps;
    return allBusy(rate).catch((fault: unknown) => {
      log.error({ fault }, 'The sentence for a caller who is turned away could not be made.');
      return null;
    });
  }

  /** Told here, without a room and without a worker: those who call besides may be many. */
  #turnAway(start: StartFrame, frames: readonly Int16Array[]): void {
    this.#stage = 'turned_away';
    this.#deps.log.info('A caller was turned away: all lines are busy.');
    this.#sentence = say(frames, start.mediaFormat.sampleRate, (frame) => {
      this.#say(start, frame);
    });
    void this.#sentence.ended.then(() => {
      this.hangUp('all_lines_busy');
    });
  }

  #isOver(): boolean {
    return this.#stage === 'over';
  }

  #say({ streamId }: StartFrame, frame: Int16Array): void {
    if (!this.#codec) return;
    this.#peer.send({ event: 'media', streamId, payload: this.#codec.encode(frame) });
  }

  #heard(payload: string): void {
    const pcm = this.#codec?.decode(payload);
    if (pcm) this.#room?.hear(pcm);
    else this.#peer.fault('bad_frame', 'payload: whole samples of 16 bits');
  }

  #clear({ streamId }: StartFrame): void {
    if (this.#stage !== 'talking') return;
    this.#playout?.clear();
    this.#peer.send({ event: 'clear', streamId });
  }

  /**
   * The sentence before it is heard to its end; then the frame, and never a word again. The answer
   * waits for the switch's own, so that the agent judges once, by all there is to know.
   */
  async #reverseTransfer(start: StartFrame, transferno: string): Promise<ReverseTransferAnswer> {
    if (this.#stage !== 'talking' || factsOf(start).channel === 'exotel') return NOT_SENT;
    this.#asked = true;
    await this.#playout?.quiet(QUIET_LIMIT_MS);
    if (this.#isOver()) return NOT_SENT;
    const { streamId, callerId, did } = start;
    const frame = { event: 'reverse-call-transfer', streamId, callerId, did, transferno } as const;
    if (!this.#peer.send(frame)) return NOT_SENT;
    this.#stage = 'transferred';
    this.#peer.mute();
    this.#playout?.close();
    this.#wait(this.#deps.limits.switch_ms, () => {
      this.#peer.close(CLOSE.normal, 'transferred');
    });
    return { sent: true, confirmed: await this.#confirmation() };
  }

  #confirmation(): Promise<boolean> {
    return new Promise((resolve) => {
      const limit = setTimeout(resolve, CONFIRM_LIMIT_MS, false);
      this.#confirm = (confirmed) => {
        clearTimeout(limit);
        resolve(confirmed);
      };
    });
  }

  #stopped(reason: string): void {
    if (this.#stage === 'transferred') this.#confirm(namesTransfer(reason));
    else this.#peer.close(CLOSE.normal, 'stopped');
  }

  #company(alone: boolean): void {
    this.#alone = alone;
    if (!alone) {
      this.#agentCame = true;
      this.#deps.lines.leave(this.#name);
    }
    if (this.#stage === 'talking') {
      clearTimeout(this.#timer);
      if (alone) this.#wait(this.#deps.limits.alone_ms, this.#left);
    }
    // The agent has its answer and has left: nobody needs the room.
    if (alone && this.#stage === 'transferred') void this.#room?.leave('hung_up');
    if (alone && this.#stage === 'over') this.#finish('hung_up');
  }

  readonly #left = (): void => {
    this.hangUp(this.#agentCame ? 'agent_gone' : 'no_agent');
  };

  #ended(reason: HangupReason): void {
    if (this.#stage !== 'transferred') this.hangUp(reason);
  }

  #gone(how: Gone): void {
    const before = this.#stage;
    this.#stage = 'over';
    clearTimeout(this.#timer);
    this.#playout?.close();
    this.#sentence?.stop();
    this.#confirm(false);
    // A room that is just being opened is left as soon as it is there.
    if (before === 'joining') return;
    const transferred = before === 'transferred';
    const last = transferred ? 'hung_up' : how;
    if (this.#alone || !(transferred || this.#asked)) this.#finish(last);
    // Whoever leaves at once takes the answer to the agent along.
    else
      this.#wait(transferred ? LAST_ANSWER_MS : NOT_SENT_ANSWER_MS, () => {
        this.#finish(last);
      });
  }

  #finish(how: Gone): void {
    if (this.#finished) return;
    this.#finished = true;
    clearTimeout(this.#timer);
    const { over, lines, log } = this.#deps;
    lines.leave(this.#name);
    void Promise.resolve(this.#room?.leave(how)).then(() => {
      log.info({ how }, 'A connection has ended.');
      over();
    });
  }

  #wait(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, ms);
  }
}
