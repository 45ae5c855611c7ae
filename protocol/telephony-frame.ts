import { z } from 'zod';

/**
 * The frames of the telephony WebSocket: JSON text, one call a connection. Whatever a platform adds
 * to a frame is passed over; what is named here is bounded.
 */

/** Bytes of the largest frame that is read. */
export const LARGEST_FRAME = 32 * 1024;
/** Characters of base64 in one frame: half a second of the widest audio. */
const LARGEST_PAYLOAD = 24 * 1024;

const StreamId = z.string().min(1).max(128);
/** A number, an extension or a name, as the platform writes it; empty where it is withheld. */
const Party = z.string().max(128);
const Reason = z.string().max(128);

export const ENCODINGS = ['audio/x-mulaw', 'audio/l16'] as const;

/** Linear audio is 16 bits, little-endian; one channel. */
export const MediaFormat = z.object({
  encoding: z.enum(ENCODINGS),
  sampleRate: z.union([z.literal(8000), z.literal(16_000)]),
});
export type MediaFormat = z.infer<typeof MediaFormat>;

/** What the platform knows of the call besides; sifted as the headers of an INVITE are. */
export const CustomParameters = z
  .record(z.string().min(1).max(64), z.union([z.string().max(1024), z.number(), z.boolean()]))
  .refine((all) => Object.keys(all).length <= 32, 'at most 32 parameters')
  .refine((all) => JSON.stringify(all).length <= 8192, 'at most 8192 characters in all');

export const StartFrame = z.object({
  event: z.literal('start'),
  streamId: StreamId,
  callerId: Party.default(''),
  did: Party.default(''),
  mediaFormat: MediaFormat,
  customParameters: CustomParameters.default({}),
});
export type StartFrame = z.infer<typeof StartFrame>;

const MediaIn = z.object({
  event: z.literal('media'),
  streamId: StreamId,
  payload: z.base64().max(LARGEST_PAYLOAD),
});

const DtmfFrame = z.object({
  event: z.literal('dtmf'),
  streamId: StreamId,
  digit: z.string().regex(/^[0-9*#A-D]$/, 'one of 0–9, *, #, A–D'),
});

const StopFrame = z.object({
  event: z.literal('stop'),
  streamId: StreamId,
  reason: Reason.default(''),
});

/** What a platform sends. */
export const FrameIn = z.discriminatedUnion('event', [StartFrame, MediaIn, DtmfFrame, StopFrame]);
export type FrameIn = z.infer<typeof FrameIn>;

/** Why a call is hung up. */
export const HANGUP_REASONS = [
  'ended',
  'all_lines_busy',
  'no_agent',
  'agent_gone',
  'room_lost',
  'shutting_down',
] as const;
export type HangupReason = (typeof HANGUP_REASONS)[number];

export const FRAME_FAULTS = [
  'not_json',
  'bad_frame',
  'out_of_order',
  'wrong_stream',
  'too_fast',
  'unavailable',
] as const;
export type FrameFault = (typeof FRAME_FAULTS)[number];

const MediaOut = z.strictObject({
  event: z.literal('media'),
  streamId: StreamId,
  payload: z.base64(),
});

/** Barge-in: whatever was sent and is not played yet is dropped. */
const ClearFrame = z.strictObject({ event: z.literal('clear'), streamId: StreamId });

/** The switch takes the call; nothing is sent after it. */
export const ReverseCallTransfer = z.strictObject({
  event: z.literal('reverse-call-transfer'),
  streamId: StreamId,
  callerId: Party,
  did: Party,
  transferno: z.string().min(1).max(64),
});
export type ReverseCallTransfer = z.infer<typeof ReverseCallTransfer>;

const HangupFrame = z.strictObject({
  event: z.literal('hangup'),
  streamId: StreamId,
  reason: z.enum(HANGUP_REASONS),
});

const ErrorFrame = z.strictObject({
  event: z.literal('error'),
  code: z.enum(FRAME_FAULTS),
  message: z.string(),
});

/** What a platform is sent. */
export const FrameOut = z.discriminatedUnion('event', [
  MediaOut,
  ClearFrame,
  ReverseCallTransfer,
  HangupFrame,
  ErrorFrame,
]);
export type FrameOut = z.infer<typeof FrameOut>;

/** Reasons of a `stop` by which a switch says that it has carried out the transfer. */
const TRANSFERRED = ['transfer', 'transferred', 'call transferred', 'reverse call transfer'];

/** Whether a `stop` names the transfer; "transfer failed" does not. */
export function namesTransfer(reason: string): boolean {
  return TRANSFERRED.includes(
    reason
      .toLowerCase()
      .replace(/[\s_-]+/g, ' ')
      .trim(),
  );
}
