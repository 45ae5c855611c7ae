import { Appearance } from '../../protocol/character.ts';
import { AGENT_STATES, ATTRIBUTES, type AgentState } from '../../protocol/names.ts';

/** The agent participant's `baton.*` attributes: the room's state for whoever joins late. */
export interface AgentNotice {
  readonly epoch: number;
  readonly seq: number;
  readonly state: AgentState;
  readonly character: string;
  readonly agentName: string;
  readonly appearance: Appearance;
}

export function readAgentNotice(
  attributes: Readonly<Record<string, string>>,
): AgentNotice | undefined {
  const epoch = readCount(attributes[ATTRIBUTES.epoch]);
  const seq = readCount(attributes[ATTRIBUTES.seq]);
  const state = AGENT_STATES.find((known) => known === attributes[ATTRIBUTES.state]);
  const agentName = attributes[ATTRIBUTES.agentName]?.trim().slice(0, 80);
  if (epoch === undefined || seq === undefined || state === undefined || !agentName) {
    return undefined;
  }
  return {
    epoch,
    seq,
    state,
    character: attributes[ATTRIBUTES.character] ?? '',
    agentName,
    appearance: readAppearance(attributes[ATTRIBUTES.appearance]),
  };
}

function readCount(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}

function readAppearance(text: string | undefined): Appearance {
  if (text === undefined) return {};
  try {
    const parsed = Appearance.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}
