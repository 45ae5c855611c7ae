import type { z } from 'zod';
import type { Closed } from '../call/after-hours.ts';
import type { HandoffSituation } from '../call/handoff-policy.ts';
import type { DirectoryPort, HttpPort } from '../call/ports.ts';
import type { TransferOrder, TransferRefusal, TransferSituation } from '../call/transfer-policy.ts';
import type { HandoffFault } from '../protocol/call-event.ts';
import type { Variables } from '../protocol/context.ts';
import type { HandoffTarget } from '../protocol/handoff-target.ts';

/** What a tool may see of the call it runs in. */
export interface CallView extends HandoffSituation, TransferSituation {
  /** A transfer was announced and has not left yet. */
  readonly cancellable: boolean;
  /** Who could not be reached because of the hour, last. */
  readonly closed: Closed | null;
  readonly http: HttpPort;
  readonly directory: DirectoryPort;
  /** The value of one `BATON_TOOL_…`; undefined where it is not set. */
  readonly secret: (name: string) => string | undefined;
  /** Says a sentence while the tool is still at work. Never waits for it, never throws. */
  readonly meanwhile: (text: string) => void;
  /** Notes a fault in the log. */
  readonly report: (what: string, fault: unknown) => void;
}

/** A call back as the caller wants it, checked. */
export interface CallBackOrder {
  /** E.164. */
  readonly number: string;
  readonly name?: string;
  readonly reason: string;
  /** Who is to speak. */
  readonly character: string;
  readonly due_at: string;
}

/** What is to happen once the turn has settled. A tool names it; the conversation does it. */
export type Next =
  | {
      readonly handoff: HandoffTarget;
      readonly reason: string;
      readonly variables: Variables;
    }
  | { readonly transfer: TransferOrder; readonly variables?: Variables }
  | { readonly cancel_transfer: true }
  | { readonly message: { readonly text: string; readonly from?: string } }
  | { readonly call_back: CallBackOrder }
  | { readonly collect: { readonly into?: string; readonly length?: number } }
  /** Variables that have become known. */
  | { readonly learned: Variables }
  | { readonly end_call: true };

/** Why a tool that connects nobody did nothing. */
export const PLAIN_REFUSALS = [
  'nothing_to_cancel',
  'no_number',
  'not_callable',
  'bad_value',
  'several',
  'unknown_name',
  'directory_silent',
] as const;
export type PlainRefusal = (typeof PLAIN_REFUSALS)[number];

/** `say` goes back to the model, which may speak from it; a refusal is such a text too. */
export type ToolAnswer =
  | {
      readonly say?: string;
      readonly next?: Next;
      /** The same, but only where the model said nothing in the turn: nobody is left in silence. */
      readonly unless_spoken?: string;
    }
  | {
      readonly refused: HandoffFault;
      readonly to: string;
      readonly because: string;
      readonly closed?: Closed;
    }
  | {
      readonly refused: TransferRefusal | PlainRefusal;
      /** What was asked for, as it was said; absent where nothing was. */
      readonly asked?: string;
      readonly because: string;
      /** The entry of the directory that was asked for by name. */
      readonly entry_id?: string;
    };

/** A tool a model can call. Plain data and a function: no LiveKit. It never throws and never rejects. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly parameters: z.ZodObject;
  run(args: Record<string, unknown>, call: CallView): ToolAnswer | Promise<ToolAnswer>;
}
