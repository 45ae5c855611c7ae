import { inference, voice } from '@livekit/agents';
import * as deepgram from '@livekit/agents-plugin-deepgram';
import * as openai from '@livekit/agents-plugin-openai';
import { BareCharacter } from '../providers/metadata.ts';

/*
 * What both bare programs have in common, and Baton too: the same plugins and models, the same voice
 * activity detection and end of turn. Where the framework would use its cloud, both use this machine.
 */

const env = (name: string): string => process.env[name] ?? '';

export function createSession(
  preemptiveGeneration: { enabled: boolean; preemptiveTts?: boolean } = { enabled: true },
): voice.AgentSession {
  return new voice.AgentSession({
    stt: new deepgram.STT({
      apiKey: env('DEEPGRAM_API_KEY'),
      baseUrl: env('DEEPGRAM_BASE_URL').replace(/^http/, 'ws'),
      model: 'nova-3',
      language: 'en',
    }),
    vad: new inference.VAD({ model: 'silero' }),
    turnHandling: {
      turnDetection: new inference.TurnDetector({ version: 'v1-mini' }),
      interruption: { mode: 'vad' },
      preemptiveGeneration,
    },
    userAwayTimeout: null,
  });
}

export function mind(): openai.LLM {
  return new openai.LLM({
    apiKey: env('OPENAI_API_KEY'),
    baseURL: env('OPENAI_BASE_URL'),
    model: 'gpt-4.1-mini',
  });
}

export function voiceOf(character: BareCharacter): openai.TTS {
  return new openai.TTS({
    apiKey: env('OPENAI_API_KEY'),
    baseURL: env('OPENAI_BASE_URL'),
    model: 'gpt-4o-mini-tts',
    voice: character.voice.openai as openai.TTSVoices,
  });
}

/** A character from the service that knows them. */
export async function loadCharacter(slug: string): Promise<BareCharacter> {
  const answer = await fetch(`${env('BENCH_METADATA_URL')}/characters/${slug}`);
  return BareCharacter.parse(await answer.json());
}

/** Where the program says that it is ready, and what it is called. */
export function serverOptions() {
  return {
    agentName: env('BENCH_AGENT_NAME'),
    port: Number(env('BENCH_PORT')),
    logLevel: 'warn',
    // A slow machine needs longer to load the framework, and is busy with one call already; neither
    // is to keep the program from its calls. Baton's worker has the same.
    initializeProcessTimeout: 60_000,
    loadFunc: () => Promise.resolve(0),
  };
}
