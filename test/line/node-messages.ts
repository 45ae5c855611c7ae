import { z } from 'zod';

const Headers = z.record(z.string(), z.string());

/** A REFER that the server asks for. */
export const TransferRequest = z.object({
  sip_call_id: z.string(),
  transfer_to: z.string(),
  headers: Headers,
  play_dialtone: z.boolean(),
  ringing_timeout_ms: z.number(),
});
export type TransferRequest = z.output<typeof TransferRequest>;

/** An outbound call that the server asks for. */
export const DialRequest = z.object({
  sip_call_id: z.string(),
  trunk_id: z.string(),
  hostname: z.string(),
  from: z.string(),
  to: z.string(),
  room: z.string(),
  identity: z.string(),
  name: z.string(),
  metadata: z.string(),
  attributes: z.record(z.string(), z.string()),
  headers: Headers,
  dtmf: z.string(),
  play_dialtone: z.boolean(),
  wait_until_answered: z.boolean(),
  /** 0 where the request names none. */
  ringing_timeout_ms: z.number(),
  display_name: z.string().nullable(),
  token: z.string(),
  ws_url: z.string(),
});
export type DialRequest = z.output<typeof DialRequest>;

/** A line of the SIP node. */
export const NodeEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('registered'), call: z.string() }),
  z.object({ kind: z.literal('deregistered'), call: z.string() }),
  z.object({ kind: z.literal('transfer'), id: z.number(), transfer: TransferRequest }),
  z.object({ kind: z.literal('dial'), id: z.number(), dial: DialRequest }),
]);
export type NodeEvent = z.output<typeof NodeEvent>;

/** How a request ends, as the bridge would say it; without any field: well. */
export interface NodeAnswer {
  readonly sip_status?: number;
  /** A psrpc code, with its sentence. */
  readonly error_code?: string;
  readonly error?: string;
  readonly participant_id?: string;
}

/** The bridge's own words for the outcomes that are no SIP status. */
export const FAILURE = {
  no_answer: { error_code: 'canceled', error: 'sip request timed out' },
  not_established: {
    error_code: 'failed_precondition',
    error: "can't transfer non established call",
  },
  elsewhere: { error_code: 'invalid_argument', error: 'call already being transferred elsewhere' },
} as const satisfies Record<string, NodeAnswer>;
