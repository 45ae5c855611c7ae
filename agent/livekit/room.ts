import type { Room } from '@livekit/rtc-node';
import type { RoomPort } from '../../call/ports.ts';
import type { SessionBundle } from '../../protocol/bundle.ts';
import {
  type AgentState,
  ALL_LINES_BUSY,
  ATTRIBUTES,
  HANDOFF_TOPIC,
} from '../../protocol/names.ts';
import type { HandoffMessage } from '../../protocol/room-message.ts';

/** Whoever is in the room sees why nobody will talk to them. */
export async function showAllBusy(room: Room): Promise<void> {
  await room.localParticipant?.setAttributes({ [ATTRIBUTES.state]: ALL_LINES_BUSY });
}

/** The room as everybody in it sees it: one message and the attributes of our participant. */
export function createRoom(room: Room, epoch: number): RoomPort {
  let seq = 0;

  async function show(attributes: Record<string, string>): Promise<void> {
    seq += 1;
    await room.localParticipant?.setAttributes({
      ...attributes,
      [ATTRIBUTES.epoch]: String(epoch),
      [ATTRIBUTES.seq]: String(seq),
    });
  }

  async function announce(agent_name: string): Promise<void> {
    const message: HandoffMessage = { agent_name };
    await room.localParticipant?.publishData(new TextEncoder().encode(JSON.stringify(message)), {
      reliable: true,
      topic: HANDOFF_TOPIC,
    });
  }

  const state = (value: AgentState) => ({ [ATTRIBUTES.state]: value });

  return {
    async connecting(agent_name) {
      await Promise.all([announce(agent_name), show(state('connecting'))]);
    },
    puttingThrough: () => show(state('connecting')),
    async talking({ character }: SessionBundle, again = false) {
      await Promise.all([
        again ? announce(character.name) : undefined,
        show({
          ...state('talking'),
          [ATTRIBUTES.character]: character.slug,
          [ATTRIBUTES.agentName]: character.name,
          [ATTRIBUTES.appearance]: JSON.stringify(character.appearance),
        }),
      ]);
    },
  };
}
