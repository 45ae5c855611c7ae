import { type Excuse, keepApology, readApology } from '../config/kept-apology.ts';
import { Character } from '../protocol/character.ts';
import type { Speech } from '../speech/speech.ts';

/** What is said when nobody answers. */
const SENTENCES: Record<Excuse, string> = {
  fault:
    'I am sorry, we cannot take your call right now because of a technical problem. Please call again in a few minutes.',
  all_lines_busy:
    'I am sorry, all our lines are busy at the moment. Please call again in a few minutes.',
};

/** Whoever says it when no character could be loaded. */
const NOBODY = Character.parse({
  slug: 'apology',
  name: 'Apology',
  description: 'Says that the call cannot be taken.',
  greeting: SENTENCES.fault,
  prompt: SENTENCES.fault,
});

/**
 * Makes the sentences that are said when a call cannot be taken, and keeps them: at that moment
 * nothing else may work any more. Made once for a data directory.
 */
export async function makeApologies(data_dir: string, speech: Speech): Promise<void> {
  for (const excuse of Object.keys(SENTENCES) as Excuse[]) await make(data_dir, speech, excuse);
}

async function make(data_dir: string, speech: Speech, excuse: Excuse): Promise<void> {
  if (await readApology(data_dir, excuse)) return;
  const voice = speech.voice(NOBODY);
  const said: number[] = [];
  for await (const { frame } of voice.synthesize(SENTENCES[excuse])) said.push(...frame.data);
  const samples = Int16Array.from(said);
  await keepApology(data_dir, excuse, { rate: voice.sampleRate, samples });
}
