import { Room, RoomEvent, type LocalTrack } from 'livekit-client';
import { CHAT_TOPIC } from '../../protocol/names.ts';
import type { SessionResponse } from '../../protocol/session.ts';
import { CallFailure } from './call-failure.ts';
import type { CallRoom, Levels, Microphone, TellRoomNews } from './call-room.ts';
import { dialCode, isDialKey } from './dial-key.ts';
import { LevelMeter } from './level-meter.ts';
import { LiveMicrophone } from './microphone.ts';
import { isOnHold } from './on-hold.ts';
import { onPageGone } from './page-gone.ts';
import { PlayedSounds } from './played-sounds.ts';
import { RoomListener } from './room-listener.ts';

export async function joinRoom(
  session: SessionResponse,
  microphone: Microphone | undefined,
  tell: TellRoomNews,
): Promise<CallRoom> {
  const room = new Room({ disconnectOnPageLeave: false });
  const call = new LiveRoom(room, microphone);
  const listener = new RoomListener(room, tell);
  // Before connecting: what the agent says in the first moment must find its handler.
  listener.listen();
  try {
    await room.connect(session.url, session.token, { maxRetries: 2 });
    await call.publish();
  } catch (cause) {
    await call.leave();
    throw new CallFailure('unreachable', { cause });
  }
  listener.look();
  return call;
}

class LiveRoom implements CallRoom {
  readonly #room: Room;
  readonly #microphone: LiveMicrophone | undefined;
  readonly #caller = new LevelMeter();
  readonly #agent = new LevelMeter();
  readonly #sounds: PlayedSounds;
  readonly #unwatchPage: () => void;

  constructor(room: Room, microphone: Microphone | undefined) {
    this.#room = room;
    this.#unwatchPage = onPageGone(() => void this.leave());
    this.#microphone = microphone instanceof LiveMicrophone ? microphone : undefined;
    this.#sounds = new PlayedSounds(room, (track, speaker) => {
      if (speaker.isAgent) this.#agent.watch(track);
      this.#hearPeople();
    });
    room.on(RoomEvent.ParticipantPermissionsChanged, () => {
      this.#hearPeople();
    });
  }

  async publish(): Promise<void> {
    if (this.#microphone === undefined) return;
    // The client's own types disagree with each other under exactOptionalPropertyTypes.
    const track = this.#microphone.track as LocalTrack;
    await this.#room.localParticipant.publishTrack(track);
    this.#caller.watch(this.#microphone.track);
  }

  async setMuted(muted: boolean): Promise<void> {
    const track = this.#microphone?.track;
    await (muted ? track?.mute() : track?.unmute());
  }

  async sendText(text: string): Promise<void> {
    await this.#room.localParticipant.sendText(text, { topic: CHAT_TOPIC });
  }

  async sendDigit(digit: string): Promise<void> {
    if (!isDialKey(digit)) return;
    await this.#room.localParticipant.publishDtmf(dialCode(digit), digit);
  }

  async startSound(): Promise<void> {
    await this.#room.startAudio();
  }

  levels(): Levels {
    return { caller: this.#caller.level(), agent: this.#agent.level() };
  }

  async leave(): Promise<void> {
    this.#unwatchPage();
    this.#caller.stop();
    this.#agent.stop();
    this.#sounds.stop();
    this.#microphone?.release();
    await this.#room.disconnect().catch(() => undefined);
  }

  /**
   * Who is on hold does not hear the person who is being asked. The server parts the two as well,
   * a moment after this page has begun to play the person's first sound.
   */
  #hearPeople(): void {
    const { localParticipant, remoteParticipants } = this.#room;
    const onHold = isOnHold(localParticipant);
    for (const who of remoteParticipants.values()) {
      if (who.isAgent) continue;
      for (const { track } of who.audioTrackPublications.values()) {
        if (track) track.mediaStreamTrack.enabled = !onHold;
      }
    }
  }
}
