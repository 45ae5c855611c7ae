import { z } from 'zod';
import type { Tool } from './tool.ts';

/** Lets a character end the call once the caller has said goodbye. */
export const endCall: Tool = {
  name: 'end_call',
  description:
    'Ends the call after your last sentence has been heard. Say goodbye in the same turn. Only when the caller has clearly finished; never to get rid of a caller.',
  parameters: z.object({}),
  run: () => ({ next: { end_call: true } }),
};
