/** Names and topics that more than one process must spell alike. */

/** Dispatch name of the worker: a job reaches it only when it asks for this name. */
export const AGENT_NAME = 'baton';

/** Data message that tells the room which character the caller is being connected to. */
export const HANDOFF_TOPIC = 'voice.agent_handoff';

/** Text stream on which the caller types (the LiveKit convention). */
export const CHAT_TOPIC = 'lk.chat';

/** Text stream on which transcriptions arrive (the LiveKit convention). */
export const TRANSCRIPTION_TOPIC = 'lk.transcription';

/** Header of the service key, worker to backend. */
export const API_KEY_HEADER = 'X-API-Key';

/** Attributes of the agent's participant: the room's state for whoever joins late. */
export const ATTRIBUTES = {
  character: 'baton.character',
  agentName: 'baton.agent_name',
  appearance: 'baton.appearance',
  epoch: 'baton.epoch',
  seq: 'baton.seq',
  state: 'baton.state',
} as const;

export const AGENT_STATES = ['talking', 'connecting'] as const;
export type AgentState = (typeof AGENT_STATES)[number];

/** State of an agent that has come only to say that no more calls can be taken now. */
export const ALL_LINES_BUSY = 'all_lines_busy';

export const CHANNELS = [
  'web',
  'sip_inbound',
  'sip_outbound',
  'sip_attach',
  'websocket',
  'exotel',
  'console',
] as const;
export type Channel = (typeof CHANNELS)[number];
