import { z } from 'zod';
import { EXTENSION } from './extension.ts';

/** How a transfer is carried out. `warm` is ours; the others are the document's. */
export const TRANSFER_METHODS = [
  'livekit_sip_refer',
  'websocket_reverse_transfer',
  'agent_desk',
  'warm',
] as const;
export type TransferMethod = (typeof TRANSFER_METHODS)[number];

export const TARGET_TYPES = [
  'extension',
  'sip_uri',
  'tel_uri',
  'phone_number',
  'agent_queue',
] as const;
export type TargetType = (typeof TARGET_TYPES)[number];

const TYPES_OF: Record<TransferMethod, readonly TargetType[]> = {
  livekit_sip_refer: ['sip_uri', 'tel_uri', 'phone_number'],
  websocket_reverse_transfer: ['extension', 'phone_number'],
  agent_desk: ['agent_queue'],
  warm: ['sip_uri', 'phone_number'],
};

const SHAPES: Partial<Record<TargetType, { readonly is: RegExp; readonly expected: string }>> = {
  sip_uri: { is: /^sips?:\S+$/, expected: 'a URI that starts with "sip:" (or "sips:")' },
  tel_uri: { is: /^tel:\S+$/, expected: 'a URI that starts with "tel:"' },
  phone_number: { is: /^\+[1-9]\d{6,14}$/, expected: 'a number in E.164, such as "+15550100123"' },
  extension: {
    is: EXTENSION,
    expected: 'up to six of 0–9, * and #; what is longer is a phone_number',
  },
};

/** Somebody a caller can be transferred to (X2); `call-transfer` in the documents. */
export const TransferTarget = z
  .strictObject({
    id: z.string().trim().min(1).optional(),
    label: z.string().trim().min(1),
    method: z.enum(TRANSFER_METHODS),
    type: z.enum(TARGET_TYPES),
    value: z.string().trim().min(1).max(256),
    is_default: z.boolean().default(false),
    enabled: z.boolean().default(true),
    /** Ids or labels of warm targets that are asked in this order where this one does not take the call. */
    then: z.array(z.string().trim().min(1)).max(5).optional(),
  })
  .superRefine(({ method, type, value, then }, context) => {
    if (then && method !== 'warm') {
      const message = 'nothing: only a warm target is followed by others';
      context.addIssue({ code: 'custom', path: ['then'], message });
    }
    const types = TYPES_OF[method];
    if (!types.includes(type)) {
      const message = `one of ${types.join(', ')} for ${method}`;
      context.addIssue({ code: 'custom', path: ['type'], message });
    }
    const shape = SHAPES[type];
    if (shape && !shape.is.test(value)) {
      context.addIssue({ code: 'custom', path: ['value'], message: shape.expected });
    }
  });
export type TransferTarget = z.infer<typeof TransferTarget>;

/** The legacy map: label → number, URI or extension. */
export const TransferNumbers = z.record(z.string(), z.string().trim().min(1).max(256));
export type TransferNumbers = z.infer<typeof TransferNumbers>;
