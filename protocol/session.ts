import { z } from 'zod';
import { Appearance } from './character.ts';
import { Variables } from './context.ts';
import { CHANNELS } from './names.ts';
import { Slug } from './slug.ts';

/** What the widget asks for: `POST /api/sessions`. */
export const SessionRequest = z.object({
  character: Slug.optional(),
  /** Unsigned, so they arrive as `visitor.*`: good for a greeting, never for a decision. */
  variables: Variables.optional(),
  user: Variables.optional(),
  /** JWT (HS256, `BATON_EMBED_SECRET`) whose `user` and `variables` claims count as verified. */
  signed: z.string().optional(),
});
export type SessionRequest = z.infer<typeof SessionRequest>;

/** What the widget gets: never a prompt, a tool or a key. */
export const SessionResponse = z.object({
  session_id: z.string(),
  /** LiveKit's WebSocket URL. */
  url: z.string(),
  /** Room token: microphone, chat and keys of this one room. */
  token: z.string(),
  agent_name: z.string(),
  appearance: Appearance,
});
export type SessionResponse = z.infer<typeof SessionResponse>;

/** What the worker sends to open a call or take it over: `POST /api/calls` → SessionBundle. */
export const OpenCallRequest = z.object({
  session_id: z.string().optional(),
  room: z.string(),
  channel: z.enum(CHANNELS),
  caller_id: z.string().optional(),
  did: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  character: Slug.optional(),
  /** Identity of the caller's participant: whoever takes the call over looks for it. */
  caller: z.string().max(256).optional(),
});
export type OpenCallRequest = z.infer<typeof OpenCallRequest>;

/** A caller whom the telephony gateway brings in. It comes by dispatch only, so it is believed. */
export const StreamCaller = z.object({
  /** Of the caller's participant. */
  identity: z.string(),
  channel: z.enum(['websocket', 'exotel']),
  caller_id: z.string().optional(),
  /** The number that was called. */
  did: z.string().optional(),
  /** What the platform knows besides: sifted as the headers of an INVITE. */
  headers: z.record(z.string(), z.string()).optional(),
});
export type StreamCaller = z.infer<typeof StreamCaller>;

/** Metadata of the dispatched job: what the worker knows before it has joined the room. */
export const JobMetadata = z.object({
  session_id: z.string().optional(),
  /** The worker joins a room that already holds a SIP leg. */
  attach: z.boolean().optional(),
  /** The number the worker dials first; its first word waits for the answer. */
  dial: z.string().optional(),
  /** Another worker has lost the call of `session_id`: the caller's participant, who is still there. */
  resume: z.object({ caller: z.string(), channel: z.enum(CHANNELS) }).optional(),
  stream: StreamCaller.optional(),
});
export type JobMetadata = z.infer<typeof JobMetadata>;
