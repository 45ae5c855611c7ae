import { cli, defineAgent, llm, ServerOptions, voice } from '@livekit/agents';
import type { AudioFrame } from '@livekit/rtc-node';
import { ReadableStream } from 'node:stream/web';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { BareCharacter } from '../providers/metadata.ts';
import { createSession, loadCharacter, mind, serverOptions, voiceOf } from './parts.ts';

/*
 * The same program as an expert would tune it: the process is warm before the call and holds the
 * greeting's audio, the targets are loaded before they are asked for, the voice is asked before the
 * turn has certainly ended, and a new agent says a sentence of its own instead of asking the model.
 */

type Targets = Map<string, Promise<BareCharacter>>;

interface Warm {
  readonly character: BareCharacter;
  readonly greeting: readonly AudioFrame[];
}

class Tuned extends voice.Agent {
  readonly #opening: string | null;
  readonly #greeting: readonly AudioFrame[] | null;

  constructor(
    character: BareCharacter,
    how: { arrives: boolean; greeting?: readonly AudioFrame[]; chatCtx?: llm.ChatContext },
  ) {
    const targets: Targets = new Map(
      character.handoff_targets.map(({ slug }) => [slug, loadCharacter(slug)]),
    );
    super({
      instructions: character.prompt,
      llm: mind(),
      tts: voiceOf(character),
      tools: character.handoff_targets.map((target) => handoffTool(target, targets)),
      ...(how.chatCtx && { chatCtx: how.chatCtx }),
    });
    this.#opening = how.arrives
      ? (character.takeover_greeting ?? character.greeting)
      : character.greeting;
    this.#greeting = how.greeting ?? null;
  }

  override onEnter(): Promise<void> {
    const audio = this.#greeting && ReadableStream.from(this.#greeting);
    if (this.#opening) this.session.say(this.#opening, audio ? { audio } : {});
    return Promise.resolve();
  }
}

function handoffTool(target: BareCharacter['handoff_targets'][number], targets: Targets) {
  const { slug, description, message } = target;
  return llm.tool({
    name: `transfer_to_${slug.replace('-', '_')}`,
    description: `Transfer the caller: ${description}`,
    parameters: z.object({}),
    execute: async (_: object, { ctx }: llm.ToolOptions) => {
      const spoken = message && ctx.session.say(message).waitForPlayout();
      const character = await (targets.get(slug) ?? loadCharacter(slug));
      await spoken;
      const chatCtx = ctx.session.history.copy({ excludeInstructions: true });
      return llm.handoff({ agent: new Tuned(character, { arrives: true, chatCtx }) });
    },
  });
}

async function warmUp(): Promise<Warm> {
  const character = await loadCharacter('front-desk');
  const greeting: AudioFrame[] = [];
  for await (const { frame } of voiceOf(character).synthesize(character.greeting))
    greeting.push(frame);
  return { character, greeting };
}

export default defineAgent({
  prewarm: async (proc) => {
    proc.userData['warm'] = await warmUp();
  },
  entry: async (ctx) => {
    const { character, greeting } =
      (ctx.proc.userData['warm'] as Warm | undefined) ?? (await warmUp());
    const session = createSession({ enabled: true, preemptiveTts: true });
    const agent = new Tuned(character, { arrives: false, greeting });
    // It connects the room by itself, while the session starts.
    await session.start({ agent, room: ctx.room });
  },
});

if (process.argv[1] === fileURLToPath(import.meta.url))
  cli.runApp(
    new ServerOptions({
      agent: fileURLToPath(import.meta.url),
      numIdleProcesses: 2,
      ...serverOptions(),
    }),
  );
