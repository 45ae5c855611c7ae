import { voice } from '@livekit/agents';
import type { SoundLog } from '../sound-log.ts';

/**
 * Measures what the session plays, as it passes: no stream of its own. What the caller says passes
 * at the VAD, see `speech/faithful-vad.ts`. Hazard: the framework has no place to look on at an output, so
 * the output's own methods are taken hold of.
 */
export function tapVoice(session: voice.AgentSession, sound: SoundLog): void {
  const tapped = new WeakSet<voice.AudioOutput>();
  // Before the first word of each sentence; the output may be another one by then.
  session.on(voice.AgentSessionEventTypes.SpeechCreated, () => {
    const output = session.output.audio;
    if (!output || tapped.has(output)) return;
    tapped.add(output);
    tap(output, sound);
  });
}

function tap(output: voice.AudioOutput, sound: SoundLog): void {
  const capture = output.captureFrame.bind(output);
  const clear = output.clearBuffer.bind(output);
  const pause = output.pause.bind(output);
  output.captureFrame = (frame) => {
    sound.agent.add(frame, sound.now_ms);
    return capture(frame);
  };
  output.clearBuffer = () => {
    sound.agent.cut(sound.now_ms);
    clear();
  };
  output.pause = () => {
    sound.agent.cut(sound.now_ms);
    pause();
  };
}
