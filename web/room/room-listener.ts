import {
  DisconnectReason,
  RoomEvent,
  type RemoteParticipant,
  type Room,
  type TextStreamReader,
} from 'livekit-client';
import {
  ALL_LINES_BUSY,
  ATTRIBUTES,
  HANDOFF_TOPIC,
  TRANSCRIPTION_TOPIC,
} from '../../protocol/names.ts';
import { readAgentNotice } from './agent-notice.ts';
import { AGENT_ACTIVITIES, type Speaker, type TellRoomNews } from './call-room.ts';
import { currentAgent, isOfDesk, personIn, personOfDesk } from './current-agent.ts';
import { readHandoff } from './handoff-news.ts';
import { isOnHold } from './on-hold.ts';
import { Transcription } from './transcription.ts';

const ACTIVITY = 'lk.agent.state';

/** Hears a room and tells the widget; whoever is not the room's agent is not believed. */
export class RoomListener {
  readonly #room: Room;
  readonly #tell: TellRoomNews;
  readonly #transcription: Transcription;

  constructor(room: Room, tell: TellRoomNews) {
    this.#room = room;
    this.#tell = tell;
    this.#transcription = new Transcription(
      (words) => {
        tell({ type: 'words', words });
      },
      () => performance.now(),
    );
  }

  listen(): void {
    const room = this.#room;
    room.registerTextStreamHandler(TRANSCRIPTION_TOPIC, (reader, from) => {
      this.#hear(reader, from.identity);
    });
    room
      .on(RoomEvent.DataReceived, (payload, from, _kind, topic) => {
        this.#receive(payload, from, topic);
      })
      .on(RoomEvent.ParticipantConnected, () => {
        this.look();
      })
      .on(RoomEvent.ParticipantAttributesChanged, () => {
        this.look();
      })
      .on(RoomEvent.ParticipantPermissionsChanged, (_before, who) => {
        if (who !== room.localParticipant) return;
        this.#tell({ type: 'writing', allowed: !isOnHold(room.localParticipant) });
      })
      .on(RoomEvent.ParticipantDisconnected, (who) => {
        this.#seeLeaving(who);
      });
    this.#followConnection();
  }

  /** Reads the room as it stands: for a late join, a reconnect, and every change. */
  look(): void {
    const agent = this.#agent();
    if (agent === undefined) return;
    if (agent.attributes[ATTRIBUTES.state] === ALL_LINES_BUSY)
      this.#tell({ type: 'all_lines_busy' });
    const notice = readAgentNotice(agent.attributes);
    if (notice !== undefined) this.#tell({ type: 'agent_notice', notice });
    this.#seeDesk();
    const activity = AGENT_ACTIVITIES.find((known) => known === agent.attributes[ACTIVITY]);
    if (activity !== undefined) this.#tell({ type: 'agent_activity', activity });
  }

  #followConnection(): void {
    this.#room
      .on(RoomEvent.Reconnecting, () => {
        this.#tell({ type: 'reconnecting' });
      })
      .on(RoomEvent.SignalReconnecting, () => {
        this.#tell({ type: 'reconnecting' });
      })
      .on(RoomEvent.Reconnected, () => {
        this.#tell({ type: 'reconnected' });
        if (this.#agent() === undefined) this.#seeAlone();
        this.look();
      })
      .on(RoomEvent.AudioPlaybackStatusChanged, () => {
        this.#tell({ type: 'sound_blocked', blocked: !this.#room.canPlaybackAudio });
      })
      .on(RoomEvent.Disconnected, (reason) => {
        this.#tell({ type: 'closed', why: whyClosed(reason) });
      });
  }

  #agent(): RemoteParticipant | undefined {
    return currentAgent(this.#room.remoteParticipants.values());
  }

  #hear(reader: TextStreamReader, identity: string): void {
    const speaker = this.#speaker(identity);
    if (speaker !== undefined) void this.#transcription.read(reader, speaker);
  }

  /** The server lets only an agent send in another's name, so the caller's name can be trusted. */
  #speaker(identity: string): Speaker | undefined {
    if (identity === this.#room.localParticipant.identity) return 'caller';
    return identity === this.#agent()?.identity ? 'agent' : undefined;
  }

  #receive(payload: Uint8Array, from: RemoteParticipant | undefined, topic?: string): void {
    if (topic !== HANDOFF_TOPIC || from === undefined || from !== this.#agent()) return;
    const agentName = readHandoff(payload);
    if (agentName !== undefined) this.#tell({ type: 'handoff_announced', agentName });
  }

  #seeLeaving(who: RemoteParticipant): void {
    const alone = this.#agent() === undefined;
    if (who.isAgent && alone) this.#seeAlone();
    else if (who.isAgent) this.look();
    else if (isOfDesk(who) && !alone) this.#tell({ type: 'person_left' });
  }

  /** The agent stays with whoever talks to the desk; somebody on a telephone may still be being asked. */
  #seeDesk(): void {
    const person = personOfDesk(this.#room.remoteParticipants.values());
    if (person !== undefined) this.#tell({ type: 'person_talks', name: person });
  }

  /** No agent is here: either a person has the caller now, or another agent may come. */
  #seeAlone(): void {
    const person = personIn(this.#room.remoteParticipants.values());
    if (person === undefined) this.#tell({ type: 'agent_left' });
    else this.#tell({ type: 'person_talks', name: person });
  }
}

const OVER: readonly (DisconnectReason | undefined)[] = [
  DisconnectReason.CLIENT_INITIATED,
  DisconnectReason.ROOM_DELETED,
  DisconnectReason.ROOM_CLOSED,
  DisconnectReason.PARTICIPANT_REMOVED,
];

function whyClosed(reason: DisconnectReason | undefined): 'over' | 'replaced' | 'lost' {
  if (reason === DisconnectReason.DUPLICATE_IDENTITY) return 'replaced';
  return OVER.includes(reason) ? 'over' : 'lost';
}
