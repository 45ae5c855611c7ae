import { voice } from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';
import { ReadableStream } from 'node:stream/web';

/** Hertz of the room's audio track. */
const ROOM_RATE = 24_000;
const FRAME = ROOM_RATE / 50;

/** Takes what is said as if it had been heard. */
class Nobody extends voice.AudioOutput {
  #begun = false;

  constructor() {
    super(ROOM_RATE, undefined, { pause: false });
  }

  override async captureFrame(frame: AudioFrame): Promise<void> {
    await super.captureFrame(frame);
    if (!this.#begun) this.onPlaybackStarted(Date.now());
    this.#begun = true;
  }

  override flush(): void {
    super.flush();
    if (this.#begun) this.onPlaybackFinished({ playbackPosition: 0, interrupted: false });
    this.#begun = false;
  }

  clearBuffer(): void {
    this.flush();
  }
}

/** A session from its start to its end, with a frame of silence in between, that nobody hears. */
export async function saySilenceToNobody(): Promise<void> {
  const session = new voice.AgentSession({
    vad: null,
    turnHandling: { turnDetection: null },
    userAwayTimeout: null,
  });
  session.output.audio = new Nobody();
  await session.start({ agent: new voice.Agent({ instructions: 'Nothing.' }), record: false });
  const audio = ReadableStream.from([new AudioFrame(new Int16Array(FRAME), ROOM_RATE, 1, FRAME)]);
  try {
    await session.say('Nothing.', { audio }).waitForPlayout();
  } finally {
    await session.close();
  }
}
