import { cli, defineAgent, llm, ServerOptions, voice } from '@livekit/agents';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { BareCharacter } from '../providers/metadata.ts';
import { createSession, loadCharacter, mind, serverOptions, voiceOf } from './parts.ts';

/*
 * The program as the framework's documentation and examples teach it: an Agent a character, a tool a
 * target, the tool returns `llm.handoff`, and the new agent begins by `generateReply` in `onEnter`.
 */

class Taught extends voice.Agent {
  readonly #arrives: boolean;

  constructor(character: BareCharacter, arrives: boolean, chatCtx?: llm.ChatContext) {
    super({
      instructions: character.prompt,
      llm: mind(),
      tts: voiceOf(character),
      tools: character.handoff_targets.map(handoffTool),
      ...(chatCtx && { chatCtx }),
    });
    this.#arrives = arrives;
  }

  override onEnter(): Promise<void> {
    if (this.#arrives)
      this.session.generateReply({ instructions: 'Greet the caller, and say who you are.' });
    return Promise.resolve();
  }
}

function handoffTool({ slug, description, message }: BareCharacter['handoff_targets'][number]) {
  return llm.tool({
    name: `transfer_to_${slug.replace('-', '_')}`,
    description: `Transfer the caller: ${description}`,
    parameters: z.object({}),
    execute: async (_: object, { ctx }: llm.ToolOptions) => {
      const target = await loadCharacter(slug);
      if (message) await ctx.session.say(message).waitForPlayout();
      const chat = ctx.session.history.copy({ excludeInstructions: true });
      return llm.handoff({ agent: new Taught(target, true, chat) });
    },
  });
}

export default defineAgent({
  entry: async (ctx) => {
    const character = await loadCharacter('front-desk');
    const session = createSession();
    await session.start({ agent: new Taught(character, false), room: ctx.room });
    await ctx.connect();
    session.say(character.greeting);
  },
});

if (process.argv[1] === fileURLToPath(import.meta.url))
  cli.runApp(new ServerOptions({ agent: fileURLToPath(import.meta.url), ...serverOptions() }));
