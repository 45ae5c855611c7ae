import { z } from 'zod';
import type { Tool } from './tool.ts';

/** Takes a message for people who cannot be reached now. It is in the record of the call. */
export const takeMessage: Tool = {
  name: 'take_message',
  description:
    'Keeps a message of the caller for the people here. First ask what the message is; call this once the caller has said it. Then read it back in a sentence.',
  parameters: z.object({
    message: z.string().min(1).describe("The message, in the caller's own words"),
    from: z.string().optional().describe('Name or number to answer to, if the caller gave one'),
  }),
  run(args) {
    const text = String(args['message']).trim();
    const from = typeof args['from'] === 'string' ? args['from'].trim() : '';
    return {
      say: `I have written down: ${text.replace(/[.!?]+$/, '')}. Is there anything else?`,
      next: { message: { text, ...(from && { from }) } },
    };
  },
};
