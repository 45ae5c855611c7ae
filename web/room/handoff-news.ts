import { HandoffMessage } from '../../protocol/room-message.ts';

/** The name in a `voice.agent_handoff` payload; nothing when the payload is not exactly that. */
export function readHandoff(payload: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(payload);
    const message = HandoffMessage.safeParse(JSON.parse(text));
    const name = message.success ? message.data.agent_name.trim().slice(0, 80) : '';
    return name === '' ? undefined : name;
  } catch {
    return undefined;
  }
}
