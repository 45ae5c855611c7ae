import {
  ConnectionState,
  DisconnectReason,
  Room,
  RoomEvent,
  type LocalTrack,
} from 'livekit-client';
import { CallFailure } from './call-failure.ts';
import type { Microphone } from './call-room.ts';
import {
  isCaller,
  type DeskLine,
  type Door,
  type LineLevels,
  type LineNews,
  type TellLineNews,
} from './desk-room.ts';
import { LevelMeter } from './level-meter.ts';
import { LiveMicrophone } from './microphone.ts';
import { onPageGone } from './page-gone.ts';
import { PlayedSounds } from './played-sounds.ts';

/** A caller whose connection broke may come back; one who hangs up takes the room along. */
const AWAY_MS = 30_000;

/** Comes into a caller's room as a person. Throws CallFailure. */
export async function joinDesk(
  { url, token }: Door,
  microphone: Microphone,
  tell: TellLineNews,
): Promise<DeskLine> {
  const room = new Room({ disconnectOnPageLeave: false });
  const line = new LiveLine(room, microphone);
  try {
    await room.connect(url, token, { maxRetries: 2 });
    await line.publish();
  } catch (cause) {
    await line.leave();
    throw new CallFailure('unreachable', { cause });
  }
  line.follow(tell);
  return line;
}

class LiveLine implements DeskLine {
  readonly #room: Room;
  readonly #microphone: Microphone;
  readonly #own = new LevelMeter();
  readonly #caller = new LevelMeter();
  readonly #sounds: PlayedSounds;
  readonly #unwatchPage: () => void;
  #away: ReturnType<typeof setTimeout> | undefined;

  constructor(room: Room, microphone: Microphone) {
    this.#room = room;
    this.#microphone = microphone;
    this.#unwatchPage = onPageGone(() => void this.leave());
    this.#sounds = new PlayedSounds(room, (track, speaker) => {
      if (isCaller(speaker)) this.#caller.watch(track);
    });
  }

  async publish(): Promise<void> {
    const track = this.#track;
    if (track === undefined) return;
    // The client's own types disagree with each other under exactOptionalPropertyTypes.
    await this.#room.localParticipant.publishTrack(track as LocalTrack);
    this.#own.watch(track);
    // The page may be silent until somebody has clicked in it; taking a call is a click.
    await this.#room.startAudio().catch(() => undefined);
  }

  follow(tell: TellLineNews): void {
    const seeCaller = () => {
      clearTimeout(this.#away);
      if (this.#hasCaller()) return;
      this.#away = setTimeout(() => {
        // While our own connection is made anew, the client calls everybody disconnected.
        const sure = this.#room.state === ConnectionState.Connected;
        if (sure && !this.#hasCaller()) tell({ type: 'caller_gone' });
      }, AWAY_MS);
    };
    this.#room
      .on(RoomEvent.ParticipantDisconnected, seeCaller)
      .on(RoomEvent.Reconnecting, () => {
        tell({ type: 'reconnecting' });
      })
      .on(RoomEvent.SignalReconnecting, () => {
        tell({ type: 'reconnecting' });
      })
      .on(RoomEvent.Reconnected, () => {
        tell({ type: 'reconnected' });
        seeCaller();
      })
      .on(RoomEvent.Disconnected, (reason) => {
        tell({ type: 'closed', why: whyClosed(reason) });
      });
    seeCaller();
  }

  async setMuted(muted: boolean): Promise<void> {
    await (muted ? this.#track?.mute() : this.#track?.unmute());
  }

  levels(): LineLevels {
    return { own: this.#own.level(), caller: this.#caller.level() };
  }

  async leave(): Promise<void> {
    this.#unwatchPage();
    clearTimeout(this.#away);
    this.#own.stop();
    this.#caller.stop();
    this.#sounds.stop();
    this.#microphone.release();
    await this.#room.disconnect().catch(() => undefined);
  }

  #hasCaller(): boolean {
    return [...this.#room.remoteParticipants.values()].some(isCaller);
  }

  get #track() {
    return this.#microphone instanceof LiveMicrophone ? this.#microphone.track : undefined;
  }
}

type WhyClosed = Extract<LineNews, { type: 'closed' }>['why'];

function whyClosed(reason: DisconnectReason | undefined): WhyClosed {
  if (reason === DisconnectReason.ROOM_DELETED || reason === DisconnectReason.ROOM_CLOSED)
    return 'over';
  if (reason === DisconnectReason.PARTICIPANT_REMOVED) return 'removed';
  return reason === DisconnectReason.DUPLICATE_IDENTITY ? 'replaced' : 'lost';
}
