import type {
  ConsultPort,
  DeskPort,
  DirectoryPort,
  HttpPort,
  StreamPort,
  TrunkPort,
} from '../call/ports.ts';
import type { Leg } from '../call/transfer-policy.ts';
import type { DisconnectedBy } from '../protocol/call-event.ts';
import type { Speech } from '../speech/speech.ts';
import type { RecordEvent } from './event-spool.ts';
import type { HandoffPorts } from './handoff-steps.ts';
import type { Messages } from './messages.ts';

/** What a conversation stands on. */
export interface ConversationPorts extends HandoffPorts {
  readonly speech: Speech;
  readonly record: RecordEvent;
  /** Fetches ahead what a character may hand off to. */
  readonly warm: (slugs: readonly string[]) => void;
  readonly end: (by: DisconnectedBy, detail?: string) => void;
  /** The caller and a person talk in this room: the worker leaves, and the room stays. */
  readonly merge: () => void;
  readonly trunk: TrunkPort;
  readonly consult: ConsultPort;
  readonly stream: StreamPort;
  readonly desk: DeskPort;
  readonly messages: Messages;
  readonly leg: Leg;
  readonly http: HttpPort;
  readonly directory: DirectoryPort;
  /** The value of one `BATON_TOOL_…`; undefined where it is not set. */
  readonly secret: (name: string) => string | undefined;
}
