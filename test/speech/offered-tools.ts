import { z } from 'zod';
import { choose } from '../../speech/embedded/choose.ts';
import type { Entry, OfferedTool, Reply, Situation } from '../../speech/embedded/conversation.ts';

const DECLARED = {
  customer_name: z.string().describe("The caller's name").optional(),
  account_id: z.string().describe("The caller's account number").optional(),
  order_number: z.number().optional(),
  complexity: z
    .string()
    .describe('How complex the issue is: simple, moderate or complex')
    .optional(),
  plan: z.string().describe('One of: new customer, member, fleet.').optional(),
  is_member: z.boolean().describe('yes or no').optional(),
};
const VARIABLES = z.object(DECLARED);

function offered(name: string, description: string, parameters: z.ZodObject): OfferedTool {
  return { name, description, parameters: z.toJSONSchema(parameters) };
}

export function handoffAgent(...lines: string[]): OfferedTool {
  const parameters = z.object({ target: z.string(), variables: VARIABLES.optional() });
  return offered('handoff_agent', ['Connects the caller.', ...lines].join('\n'), parameters);
}

/** The tool of a transfer rule. */
export function rule(trigger: string, name: string, keywords: string): OfferedTool {
  const parameters = z.object({ reason: z.string().optional(), variables: VARIABLES.optional() });
  const description = `Connects the caller.\n- ${trigger} (${name}): ${keywords}`;
  return offered(`transfer_to_${trigger}`, description, parameters);
}

export const remember = offered(
  'remember',
  'Keeps what the caller said.',
  z.object({ variables: VARIABLES }),
);
export const scheduleCallback = offered(
  'schedule_callback',
  'Has the caller called back.',
  z.object({ reason: z.string(), name: z.string().optional(), number: z.string().optional() }),
);
export const collectDigits = offered(
  'collect_digits',
  'Takes a number that the caller types.',
  z.object({ into: z.string(), length: z.int().optional() }),
);
export const takeMessage = offered(
  'take_message',
  'Keeps a message.',
  z.object({ message: z.string() }),
);
export const transferToPerson = offered(
  'transfer_to_person',
  'Puts the caller through to a person.',
  z.object({ name: z.string(), reason: z.string().optional() }),
);
export const endCall = offered('end_call', 'Ends the call.', z.object({}));

export const caller = (text: string): Entry => ({ from: 'caller', text });
export const agent = (text: string): Entry => ({ from: 'agent', text });
/** What a tool answered, as the framework keeps it. */
export const output = (answer: unknown, name = 'look_up'): Entry => ({
  from: 'tool',
  name,
  output: answer === undefined ? '' : JSON.stringify(answer),
});

/** The brain's reply once it has introduced itself. */
export function reply(tools: readonly OfferedTool[], entries: Entry[], given?: Partial<Situation>) {
  const presented = agent('I am the built-in assistant. Soy el asistente integrado.');
  const heard = [presented, ...entries];
  return choose({ entries: heard, tools, intents: [], language: 'en', ...given });
}

/** The one tool that is called, in a line: `handoff_agent {"target":"billing"}`. */
export function called({ calls }: Reply): string {
  return calls.map(({ name, args }) => `${name} ${JSON.stringify(args)}`).join('; ');
}
