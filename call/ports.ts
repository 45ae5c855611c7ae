import type { SessionBundle } from '../protocol/bundle.ts';
import type { HandoffFault } from '../protocol/call-event.ts';
import type { DeskNews, DeskRequest } from '../protocol/desk.ts';
import type { DirectoryEntry } from '../protocol/directory.ts';
import type { Slug } from '../protocol/slug.ts';

/** An opening whose voice is already there: its first frame has been synthesised. */
export interface PreparedOpening {
  readonly text: string;
  /** Lets go of what was synthesised. Safe twice. */
  discard(): void;
}

/** A character about to come on the line. */
export interface Entry {
  readonly bundle: SessionBundle;
  readonly instructions: string;
  /** The caller's sentence that brought it here; null at the start of a call. */
  readonly trigger: string | null;
  /** Its first words, spoken the moment it is there; at the start of a call they may still be in the making. */
  readonly opening: PreparedOpening | Promise<PreparedOpening>;
  /** The opening waits for this: a telephone that still rings would not hear it. */
  readonly after?: Promise<void>;
}

/** What the caller hears: one voice at a time, never two. */
export interface StagePort {
  /** Says a sentence in the voice of whoever is on the line. Ends when heard or talked over. */
  say(text: string): Promise<void>;
  /** Ends when the caller has finished the turn that is under way, if any; who speaks on and on is not waited for. */
  callerFinishes(): Promise<void>;
  /**
   * Whoever was called speaks first. Ends with true when that was said and understood, or at the
   * limit; with false when nothing is said within `wait_ms`.
   */
  callerHello(wait_ms: number, limit_ms: number): Promise<boolean>;
  /** Ends when nothing is being said or waiting to be said. */
  sentenceEnds(): Promise<void>;
  /**
   * The same, and no turn of the caller is under way: one that ends in it is answered first. Whether
   * there was one.
   */
  exchangeEnds(): Promise<boolean>;
  /** Synthesises an opening until its first frame is there. Rejects with HandoffError. */
  prepare(bundle: SessionBundle, opening: string, signal: AbortSignal): Promise<PreparedOpening>;
  /** The same for the first words of a call; those that every caller hears alike may have been made before. */
  greet(bundle: SessionBundle, words: string, signal: AbortSignal): Promise<PreparedOpening>;
  /** Puts a character on the line and begins its opening. Rejects with HandoffError. */
  enter(entry: Entry): Promise<void>;
  /** Whether the first audio of the opening came within the limit, the caller's speech aside. */
  firstAudio(limit_ms: number, signal: AbortSignal): Promise<boolean>;
  /** Puts the character that was on the line before back on it, its history whole. */
  putBack(): Promise<void>;
  /** Tells the character on the line something that was not said in the call. Never rejects. */
  brief(text: string): Promise<void>;
  /** Lets the character on the line answer words that came while nobody could. */
  answer(words: string): void;
  /** Cuts what is being said: the caller wants something else now. */
  hush(): void;
  /** The character on the line is offered the tools that what is known now opens. */
  retool(): void;
  /** Silences every voice of this worker at once. */
  silence(): void;
}

/** What everybody in the room can see. */
export interface RoomPort {
  /** Sends `voice.agent_handoff` and shows the state `connecting`. */
  connecting(agent_name: string): Promise<void>;
  /** Shows that the caller is being put through to a person. A handoff's message it is not. */
  puttingThrough(): Promise<void>;
  /** Shows who talks now. `again` sends the message too: a handoff was rolled back. */
  talking(bundle: SessionBundle, again?: boolean): Promise<void>;
}

/** A handoff bundle, or why there is none. */
export type BundleAnswer =
  | { readonly bundle: SessionBundle; readonly warm: boolean }
  | { readonly refused: HandoffFault; readonly detail: string };

export interface BundlesPort {
  /** The bundle of a target: the warm one at once where there is one, else fetched. */
  load(slug: Slug, signal: AbortSignal): Promise<BundleAnswer>;
  /** Asks whether a warm bundle still holds; null when it does or when nobody answered. */
  revalidate(slug: Slug, signal: AbortSignal): Promise<BundleAnswer | null>;
}

/** 16-bit mono audio. */
export interface Recording {
  readonly samples: Int16Array;
  readonly sampleRate: number;
}

/** The caller's voice, kept while a character listens that can take messages. */
export interface TapePort {
  /** Safe twice. */
  start(): void;
  /** What the caller has said since an agent last spoke; null where that is nothing. */
  cut(): Recording | null;
  close(): void;
}

/** The answer to a request of the SIP API; what it means is `call/verdict.ts`. */
export interface TrunkAnswer {
  readonly accepted: boolean;
  readonly sip_status?: number;
  /** The API's own word for a failure: `deadline_exceeded`, `canceled`, `timeout`, … */
  readonly api_code?: string;
}

/** The caller's leg and the telephone network behind it. */
export interface TrunkPort {
  /** Whether the caller's leg is in the room. */
  callerPresent(): boolean;
  /** Asks the caller's trunk to put the caller through (REFER, RFC 3515). Never rejects. */
  refer(uri: string, headers: Readonly<Record<string, string>>): Promise<TrunkAnswer>;
  /** Dials a person into this room and waits for the answer. Never rejects. */
  dial(
    number: string,
    name: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<TrunkAnswer>;
  /** Whether caller and person both had a voice in the room within the limit. */
  bothTalk(limit_ms: number): Promise<boolean>;
  /** Whether the person who was dialled in is in the room. */
  personPresent(): boolean;
  /** Lets a person go who was dialled in, or stops the ringing. Safe twice. */
  letGo(): Promise<void>;
}

/** What the switch has done that streams the caller to us; what it means is `call/verdict.ts`. */
export interface SwitchAnswer {
  /** The request has left for the switch. */
  readonly accepted: boolean;
  /** The switch has said that it carried the transfer out. */
  readonly switch_confirmed?: boolean;
  /** Why the request did not leave; `timeout`: nobody knows whether it did. */
  readonly api_code?: string;
}

/** The telephony platform that streams the caller into the room. */
export interface StreamPort {
  /** Asks the switch to take the caller over. Never rejects. */
  reverseTransfer(transferno: string): Promise<SwitchAnswer>;
}

/** What a person does who is being asked. */
export interface PersonWatch {
  /** Speech has begun, or has ended. */
  readonly speaking: (now: boolean) => void;
  /** A sentence has been recognised. */
  readonly heard: (text: string) => void;
  readonly pressed: (key: string) => void;
  /** A steady tone, as an answering machine gives before it records. */
  readonly beep: () => void;
  readonly gone: () => void;
}

/**
 * A person and a second voice of ours in the caller's room, while the caller hears music. Neither
 * side hears a sound of the other before {@link ConsultPort.merge}.
 */
export interface ConsultPort {
  /**
   * Holds the caller, dials the person, and resolves with the answer. `sentences` will be said: they
   * are made while it rings. Never rejects.
   */
  call(
    number: string,
    name: string,
    sentences: readonly string[],
    watch: PersonWatch,
  ): Promise<TrunkAnswer>;
  /** Says a sentence to the person; ends when it was heard, cut or cannot be heard any more. */
  say(text: string): Promise<void>;
  /** Cuts what is being said to the person. */
  hush(): void;
  /** Caller and person hear each other; the music and the second voice end. Whether both were there. */
  merge(): Promise<boolean>;
  /** A short tone for both. */
  tone(): Promise<void>;
  /** The caller is as before; a person who was not merged is let go. Safe twice. Never rejects. */
  close(): Promise<void>;
}

/** What a caller hears who waits. */
export interface HoldPort {
  /** Music, until a sentence is to be said or the wait is over. Never rejects. */
  play(): Promise<void>;
  pause(): void;
  /** A short tone: somebody has come on the line. */
  tone(): Promise<void>;
  /** Safe twice. Never rejects. */
  end(): Promise<void>;
}

/** Why a call is in no queue: nobody is on duty, or nobody could be asked. */
export type DeskRefusal = 'desk_closed' | 'desk_unavailable';

/** The desk: a queue that outlives every process, and people who take calls in a browser (X8). */
export interface DeskPort {
  readonly hold: HoldPort;
  /** Puts the call into its queue; resolves once that is stored for good. Never rejects. */
  enqueue(wish: DeskRequest): Promise<DeskNews | { readonly refused: DeskRefusal }>;
  /** What was said so far, for whoever takes the call. Nobody waits for it; never throws. */
  summarised(id: string, summary: string): void;
  /** Tells how the call stands, now and whenever that changes; the function it returns ends that. */
  watch(told: (news: DeskNews) => void): () => void;
  /** Tells whether whoever has taken that call is in the room, now and whenever that changes. */
  watchPerson(id: string, told: (there: boolean) => void): () => void;
  /** Whether caller and person both had a voice in the room within the limit. */
  bothTalk(id: string, limit_ms: number): Promise<boolean>;
}

/** A request that a tool makes. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  /** They may hold secrets: they go to the origin of `url` and to no other. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
}

/** Why a request of a tool has no usable answer. */
export type HttpFault =
  | 'timeout'
  | 'refused_host'
  | 'forbidden_address'
  | 'too_large'
  | 'not_json'
  | 'status'
  | 'unreachable';

/** An answer's JSON (null where it had no body), or a fault; `status` where there was one. */
export type HttpAnswer =
  | { readonly status: number; readonly json: unknown }
  | { readonly fault: HttpFault; readonly status?: number };

/** The way out of this machine for tools: allowed hosts and public addresses only. */
export interface HttpPort {
  /** `limit_ms` bounds the whole exchange, the answer's body included. Never rejects. */
  send(request: HttpRequest, limit_ms: number): Promise<HttpAnswer>;
}

/** Whom a name means that a caller has said. */
export type DirectoryAnswer =
  | { readonly outcome: 'found'; readonly entry: DirectoryEntry }
  /** To be asked about, best first; one alone fits only roughly. */
  | { readonly outcome: 'several'; readonly names: readonly string[] }
  | { readonly outcome: 'none' }
  /** Nobody could be asked. */
  | { readonly outcome: 'silent' };

export interface DirectoryPort {
  /** Searches the directory for a name as it was heard. Bounded; never rejects. */
  find(name: string): Promise<DirectoryAnswer>;
}
