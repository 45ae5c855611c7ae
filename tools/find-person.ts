import { z } from 'zod';
import { sentencesIn } from '../call/sentences.ts';
import { spokenPerson, whichPerson } from '../call/spoken-person.ts';
import { decidePerson } from '../call/transfer-policy.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import { textOf } from './text-argument.ts';
import type { Tool, ToolAnswer } from './tool.ts';
import { transferAnswer } from './transfer-answer.ts';

const DESCRIPTION = [
  'Puts the caller through to a person or a team that the caller asks for by name: "Can I speak to Jamie in accounts?".',
  'Give the name as the caller said it, letters that were spelt included, and where they work if that was said.',
  'The directory knows who is meant. If it answers with a question, ask the caller that question, and call this again',
  'with the answer. Never pick one of several yourself. The announcement is made for you, so say nothing yourself.',
].join(' ');

/**
 * `transfer_to_person` (D1): the directory finds who is meant, however the name was heard. Null where
 * there is no directory, and where nobody could be dialled.
 */
export function findPerson({ directory, channel, transfer }: SessionBundle): Tool | null {
  if (!directory.has_entries) return null;
  // Without a SIP leg a person has to be dialled; where nobody can be, nothing is promised.
  if (!transfer.dialing.outbound_trunk && channel === 'web') return null;
  return {
    name: 'transfer_to_person',
    description: DESCRIPTION,
    parameters: z.object({
      name: z.string().describe('The name as the caller said it, such as "Jamie in accounts"'),
      reason: z.string().optional().describe('What the caller wants, as a short noun phrase'),
    }),
    async run(args, call): Promise<ToolAnswer> {
      const { language } = call.bundle.character;
      const name = textOf(args['name']);
      if (!name) return { refused: 'bad_value', because: '"name" is whom the caller asked for.' };
      const answer = await call.directory.find(name);
      switch (answer.outcome) {
        case 'silent':
          return {
            refused: 'directory_silent',
            because: 'The directory cannot be asked now. Offer to take a message instead.',
          };
        case 'none':
          return { refused: 'unknown_name', because: sentencesIn(language).unknown_person(name) };
        case 'several':
          return { refused: 'several', because: whichPerson(answer.names, language) };
        case 'found': {
          const { display_name } = answer.entry;
          const label = spokenPerson(display_name, language);
          const named = { target: display_name, label, reason: textOf(args['reason']) ?? '' };
          return transferAnswer(decidePerson(call, answer.entry, named), name);
        }
      }
    },
  };
}
