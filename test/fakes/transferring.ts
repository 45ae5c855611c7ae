import type { TrunkAnswer } from '../../call/ports.ts';
import type { TransferTarget } from '../../protocol/transfer-target.ts';
import { type ACall, aCall, type CallSetup, type Script } from './a-call.ts';
import { aCharacter } from './bundle.ts';

export const target = (label: string, value: string, more: Partial<TransferTarget> = {}) => ({
  label,
  method: 'livekit_sip_refer' as const,
  type: 'phone_number' as const,
  value,
  is_default: false,
  enabled: true,
  ...more,
});
export const riley = aCharacter({
  slug: 'front-desk',
  name: 'Riley',
  greeting: 'Hi, this is Riley.',
  tools: ['take_message'],
  transfer_targets: [
    target('Sales', '+14155550132', { id: 'sales', is_default: true }),
    target('Support', 'sip:support@pbx.example.com', { type: 'sip_uri' }),
  ],
});
/** Transfers whoever asks for it, and calls it off where they would rather not. */
export const SCRIPT: Script = (text) => {
  if (/do not|rather not/.test(text)) return { calls: [{ name: 'cancel_transfer', args: {} }] };
  const asked = /sales|support|nobody/.exec(text)?.[0];
  if (asked && !/hurry/.test(text))
    return { calls: [{ name: 'transfer_call', args: { target: asked, reason: 'a new bike' } }] };
  return { say: `Riley heard: ${text}` };
};

/** A caller on the telephone, on a trunk that may dial out. */
export const phone: Partial<CallSetup> = {
  channel: 'sip_inbound',
  leg: { sip: true, trunk: 'ST_in' },
  dialing: { outbound_trunk: 'ST_out', countries: ['US'] },
  transferHeaders: { 'X-Account-Id': '42' },
};
export const begin = (setup: Partial<CallSetup> = phone) =>
  aCall({ characters: [riley], scripts: { 'front-desk': SCRIPT }, ...setup });
export const turns = (c: ACall) => c.events.flatMap((e) => (e.type === 'turn' ? [e.text] : []));
export const refused = (sip_status: number): TrunkAnswer => ({ accepted: false, sip_status });

/** Asks for sales until the REFER has left; what becomes of it is for the test to say. */
export async function refer(call: ACall): Promise<{ now?: (answer: TrunkAnswer) => void }> {
  const answer: { now?: (answer: TrunkAnswer) => void } = {};
  call.line.answers = [new Promise((resolve) => (answer.now = resolve))];
  call.conversation.typed('sales please');
  await call.until('the REFER left', () => call.line.refers.length > 0);
  return answer;
}
