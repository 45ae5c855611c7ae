import { voice } from '@livekit/agents';

/** What is known of a sentence once it has been played. */
interface Playout {
  /** The words that were heard, where the transcript ran along with the audio. */
  readonly words: string | undefined;
}

/** Remembers how the latest playout of a session ended. */
export class PlayoutMemory {
  #latest: Playout = { words: undefined };

  watch(session: voice.AgentSession): void {
    session.output.audio?.on(
      voice.AudioOutput.EVENT_PLAYBACK_FINISHED,
      (event: voice.PlaybackFinishedEvent) => {
        this.#latest = { words: event.synchronizedTranscript };
      },
    );
  }

  /**
   * As much of a sentence as the caller heard. Hazard: an interrupted `say` goes into the
   * framework's history whole, as if it had been spoken to its end.
   */
  heard(text: string, interrupted: boolean): string {
    if (!interrupted) return text;
    const words = this.#latest.words?.trim();
    return words !== undefined && text.startsWith(words) ? words : text;
  }
}
