import type { z } from 'zod';
import type { Character } from '../protocol/character.ts';
import type { HandoffFault } from '../protocol/call-event.ts';
import type { HandoffTarget } from '../protocol/handoff-target.ts';
import type { Variables } from '../protocol/context.ts';
import type { HttpPort } from '../call/ports.ts';
import type { Leg, TransferOrder, TransferRefusal } from '../call/transfer-policy.ts';

/** What a tool may see of the call it runs in. */
export interface CallView {
  readonly character: Character;
  readonly connecting: boolean;
  readonly handoffs_so_far: number;
  /** Requests of a transfer that have left in this call. */
  readonly transfers_so_far: number;
  /** A transfer was announced and has not left yet. */
  readonly cancellable: boolean;
  readonly leg: Leg;
  /** What the template of a request may speak of. */
  readonly scope: Record<string, unknown>;
  readonly http: HttpPort;
  /** The value of one `BATON_TOOL_…`; undefined where it is not set. */
  readonly secret: (name: string) => string | undefined;
  /** Says a sentence while the tool is still at work. Never waits for it, never throws. */
  readonly meanwhile: (text: string) => void;
  /** Notes a fault in the log. */
  readonly report: (what: string, fault: unknown) => void;
}

/** What is to happen once the turn has settled. A tool names it; the conversation does it. */
export type Next =
  | {
      readonly handoff: HandoffTarget;
      readonly reason: string;
      readonly variables: Variables;
    }
  | { readonly transfer: TransferOrder }
  | { readonly cancel_transfer: true }
  | { readonly message: { readonly text: string; readonly from?: string } }
  | { readonly learned: Variables }
  | { readonly collect: { readonly into: string; readonly length?: number } }
  | { readonly end_call: true };

/** `say` goes back to the model, which may speak from it; a refusal is such a text too. */
export type ToolAnswer =
  | { readonly say?: string; readonly next?: Next }
  | { readonly refused: HandoffFault; readonly to: string; readonly because: string }
  | {
      readonly refused: TransferRefusal | 'nothing_to_cancel';
      /** What was asked for, as it was said; absent where nothing was. */
      readonly asked?: string;
      readonly because: string;
    };

/** A tool a model can call. Plain data and a function: no LiveKit. It never throws and never rejects. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly parameters: z.ZodObject;
  run(args: Record<string, unknown>, call: CallView): ToolAnswer | Promise<ToolAnswer>;
}
