import { RemoteAudioTrack, RoomEvent, type RemoteParticipant, type Room } from 'livekit-client';

/** Plays everybody who speaks in a room, from the first sound on. */
export class PlayedSounds {
  readonly #sounds = new Set<HTMLMediaElement>();

  /** Made before the room is joined: who speaks in the first moment must be heard. */
  constructor(room: Room, began: (track: RemoteAudioTrack, speaker: RemoteParticipant) => void) {
    room
      .on(RoomEvent.TrackSubscribed, (track, _publication, speaker) => {
        if (!(track instanceof RemoteAudioTrack)) return;
        // Outside the document some browsers stop the sound of an element nobody holds.
        const sound = document.body.appendChild(track.attach());
        sound.hidden = true;
        this.#sounds.add(sound);
        began(track, speaker);
      })
      .on(RoomEvent.TrackUnsubscribed, (track) => {
        for (const sound of track.detach()) {
          sound.remove();
          this.#sounds.delete(sound);
        }
      });
  }

  stop(): void {
    for (const sound of this.#sounds) sound.remove();
  }
}
