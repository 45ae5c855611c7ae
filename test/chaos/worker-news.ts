/** What the test tells a worker's process: a call for it, or that whoever waits at the desk may go. */
export type ToWorker =
  | { readonly call: PlannedCall }
  | { readonly resume: { readonly room: string; readonly session_id: string } }
  | { readonly finish: true };

/** A call, and what its caller wants. */
export interface PlannedCall {
  readonly room: string;
  readonly wants: 'talk' | 'handoff' | 'message' | 'callback' | 'desk';
  /** Of the message, the callback or the entry of the queue. */
  readonly id: string;
  /** Milliseconds between two things that happen in it. */
  readonly pace_ms: number;
}

/** What a worker's process tells: only what a backend has answered for. */
export type FromWorker =
  | { readonly ready: true }
  | { readonly opened: string; readonly session_id: string; readonly epoch: number }
  | { readonly stored: readonly string[]; readonly session_id: string }
  | { readonly queued: string; readonly session_id: string }
  /** It has ended the call, or somebody else has it. */
  | { readonly left: string };
