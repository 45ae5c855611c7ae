import { z } from 'zod';

/** Payload of the data message on topic `voice.agent_handoff`; exactly this one field (H5). */
export const HandoffMessage = z.strictObject({ agent_name: z.string() });
export type HandoffMessage = z.infer<typeof HandoffMessage>;
