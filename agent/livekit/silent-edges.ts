import { AudioFrame } from '@livekit/rtc-node';

/** Peak of a sample, of 32,768, below which nobody hears it over a telephone or a browser: −44 dBFS. */
const AUDIBLE = 200;
/** Milliseconds kept beside the speech, so that a soft consonant is not cut. */
const MARGIN_MS = 30;

/**
 * Speech without the silence before its first and after its last audible sample; pauses within it
 * stay. Voices pad what they say by up to half a second, and at a handoff the caller waits through
 * the end of one padding and the beginning of another.
 */
export async function* withoutSilentEdges(
  frames: AsyncIterable<AudioFrame>,
): AsyncGenerator<AudioFrame> {
  let speaking = false;
  let held: AudioFrame[] = [];
  for await (const frame of frames) {
    const sound = audiblePart(frame);
    if (!sound) {
      // Silence is let through only once it turns out to be a pause; before any speech the last
      // of it is kept, for the margin.
      held = speaking ? [...held, frame] : [frame];
      continue;
    }
    if (speaking) yield* held;
    else yield* lastPart(held, MARGIN_MS - milliseconds(frame, sound.from));
    const from = speaking ? 0 : Math.max(0, sound.from - samples(frame, MARGIN_MS));
    speaking = true;
    const to = Math.min(frame.samplesPerChannel, sound.to + samples(frame, MARGIN_MS));
    yield part(frame, from, to);
    held = to < frame.samplesPerChannel ? [part(frame, to, frame.samplesPerChannel)] : [];
  }
}

function audiblePart({ data, channels }: AudioFrame): { from: number; to: number } | null {
  const loud = (sample: number) => Math.abs(sample) >= AUDIBLE;
  const first = data.findIndex(loud);
  if (first === -1) return null;
  return {
    from: Math.floor(first / channels),
    to: Math.floor(data.findLastIndex(loud) / channels) + 1,
  };
}

function* lastPart([frame]: AudioFrame[], wanted_ms: number): Generator<AudioFrame> {
  if (!frame || wanted_ms <= 0) return;
  const from = Math.max(0, frame.samplesPerChannel - samples(frame, wanted_ms));
  if (from < frame.samplesPerChannel) yield part(frame, from, frame.samplesPerChannel);
}

function part(frame: AudioFrame, from: number, to: number): AudioFrame {
  if (from === 0 && to === frame.samplesPerChannel) return frame;
  const { channels, sampleRate } = frame;
  const data = frame.data.slice(from * channels, to * channels);
  return new AudioFrame(data, sampleRate, channels, to - from, frame.userdata);
}

const samples = ({ sampleRate }: AudioFrame, ms: number) => Math.round((sampleRate * ms) / 1000);
const milliseconds = ({ sampleRate }: AudioFrame, count: number) => (count * 1000) / sampleRate;
