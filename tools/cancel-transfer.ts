import { z } from 'zod';
import type { Tool } from './tool.ts';

/** Calls a transfer off that the caller, while it was announced, said was not wanted. */
export const cancelTransfer: Tool = {
  name: 'cancel_transfer',
  description:
    'Calls off the transfer that has just been announced, because the caller said in the last sentence that it is not wanted. Say nothing more about it than that you stay.',
  parameters: z.object({}),
  run: (_args, call) =>
    call.cancellable
      ? {
          say: 'Of course, you stay with me.',
          next: { cancel_transfer: true },
        }
      : { refused: 'nothing_to_cancel', because: 'There is no transfer that could be called off.' },
};
