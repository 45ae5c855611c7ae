import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decideNumber, decidePerson } from '../../call/transfer-policy.ts';
import type { Character } from '../../protocol/character.ts';
import { toolsOf } from '../../tools/tools-of.ts';
import { aBundle, aCharacter, type BundleFacts } from '../fakes/bundle.ts';
import { aView } from '../fakes/call-view.ts';

const SALES = '+14155550132';
const targets: Character['transfer_targets'] = [
  {
    id: 'sales',
    label: 'Sales Team',
    method: 'livekit_sip_refer',
    type: 'phone_number',
    value: SALES,
    is_default: true,
    enabled: true,
  },
  {
    label: 'Night desk',
    method: 'agent_desk',
    type: 'agent_queue',
    value: 'night',
    is_default: false,
    enabled: true,
  },
];
const tel = {
  type: 'tel',
  name: 'call_warehouse',
  description: 'Calls it.',
  number: '104',
} as const;

const switched: Character['transfer_targets'] = [
  {
    id: 'sales',
    label: 'Sales Team',
    method: 'websocket_reverse_transfer',
    type: 'extension',
    value: '104',
    is_default: true,
    enabled: true,
  },
];

function stand(given: Partial<Character>, facts: Partial<BundleFacts> = {}) {
  const character = aCharacter({ slug: 'riley', ...given });
  const bundle = aBundle({
    character,
    channel: 'sip_inbound',
    dialing: { countries: ['US'], extension_uri: 'sip:{ext}@pbx.example.com' },
    ...facts,
  });
  const view = aView(character, { bundle, leg: { sip: true, trunk: 'ST_in' } });
  const tools = toolsOf(bundle, {});
  const named = (name: string) => tools.find((tool) => tool.name === name);
  return { tools, view, named };
}

describe('transfer_call', () => {
  it('offers ids and labels, and never a number', () => {
    const { named } = stand({ transfer_targets: targets });
    const tool = named('transfer_call')!;
    const told = tool.description + JSON.stringify(z.toJSONSchema(tool.parameters));
    expect(told).toContain('- sales (Sales Team)');
    expect(told).not.toContain(SALES);
    expect(told).not.toContain('direct');
  });

  it('does not exist for a character with nobody to transfer to', () => {
    expect(stand({}).tools.map(({ name }) => name)).toEqual([]);
  });

  it('takes a direct target only where policy allows it, and makes the URI itself', () => {
    const dialing = {
      countries: ['US'],
      allow_direct: true,
      extension_uri: 'sip:{ext}@pbx.example.com',
    };
    const { named, view } = stand({}, { dialing });
    expect(named('transfer_call')!.run({ direct: '104' }, view)).toMatchObject({
      next: { transfer: { destination: { uri: 'sip:104@pbx.example.com' } } },
    });
    const forbidden = stand({ transfer_targets: targets });
    expect(forbidden.named('transfer_call')!.run({ direct: '104' }, forbidden.view)).toMatchObject({
      refused: 'not_dialled',
    });
  });

  it('goes to the desk where that is on, unless somebody else was asked for', () => {
    const { named, view } = stand({ transfer_targets: targets, agent_desk_enabled: true });
    expect(named('transfer_call')!.run({}, view)).toMatchObject({
      next: { transfer: { method: 'agent_desk', execution: 'desk' } },
    });
    expect(named('transfer_call')!.run({ target: 'sales' }, view)).toMatchObject({
      next: { transfer: { target: 'sales' } },
    });
  });

  it('refuses a second transfer while one is under way', () => {
    const { named, view } = stand({ transfer_targets: targets });
    expect(named('transfer_call')!.run({}, { ...view, connecting: true })).toMatchObject({
      refused: 'already_connecting',
    });
  });

  it('refuses a TransferTargetError in words that name what there is', () => {
    const { named, view } = stand({ transfer_targets: targets });
    const answer = named('transfer_call')!.run({ target: 'accounts' }, view);
    expect(answer).toMatchObject({ refused: 'no_target', asked: 'accounts' });
    expect((answer as { because: string }).because).toContain('sales');
  });
});

describe('a TEL function', () => {
  it('has no parameters and leads to its one number', () => {
    const { named, view } = stand({ tools: [tel] });
    const tool = named('call_warehouse')!;
    expect(Object.keys(tool.parameters.shape)).toEqual([]);
    expect(tool.description).not.toContain('104');
    expect(tool.run({}, view)).toMatchObject({
      next: {
        transfer: { label: 'warehouse', destination: { uri: 'sip:104@pbx.example.com' } },
      },
    });
  });
});

describe('cancel_transfer', () => {
  it('works only while there is something to call off', () => {
    const { named, view } = stand({ transfer_targets: targets });
    const tool = named('cancel_transfer')!;
    expect(tool.run({}, view)).toMatchObject({ refused: 'nothing_to_cancel' });
    expect(tool.run({}, { ...view, cancellable: true })).toMatchObject({
      next: { cancel_transfer: true },
    });
  });
});

describe('take_message', () => {
  it('keeps the words and reads them back', () => {
    const { named, view } = stand({ tools: ['take_message'] });
    expect(named('take_message')!.run({ message: ' Call me. ', from: 'Ann' }, view)).toEqual({
      say: 'I have written down: Call me. Is there anything else?',
      next: { message: { text: 'Call me.', from: 'Ann' } },
    });
  });
});

describe('on a call that a telephony platform streams', () => {
  const stream = { channel: 'websocket' as const, dialing: { countries: ['US'] } };
  const both = [...targets, ...switched];

  it('a target is the one that the switch can reach, though another has its name', () => {
    const { named, view } = stand({ transfer_targets: both }, stream);
    const tool = named('transfer_call')!;
    expect(tool.description.match(/^- sales/gm)).toHaveLength(1);
    expect(tool.run({ target: 'sales' }, view)).toMatchObject({
      next: {
        transfer: {
          method: 'websocket_reverse_transfer',
          execution: 'stream',
          destination: { number: '104' },
        },
      },
    });
  });

  it('a TEL function goes through the switch, which needs no trunk and no template', () => {
    const { named, view } = stand({ tools: [tel] }, stream);
    expect(named('call_warehouse')!.run({}, view)).toMatchObject({
      next: {
        transfer: { method: 'websocket_reverse_transfer', destination: { number: '104' } },
      },
    });
  });

  it('a person of the directory does too, and one who has only a URI is not reached', () => {
    const { view } = stand({}, stream);
    const named = { target: 'Jo', label: 'Jo', reason: '' };
    const person = (username: string, transfer_mode: 'Cold' | 'Warm') =>
      decidePerson(view, { id: 'p1', username, transfer_mode }, named);
    expect(person('+14155550132', 'Cold')).toMatchObject({ accepted: { execution: 'stream' } });
    expect(person('sip:jo@pbx.example.com', 'Cold')).toMatchObject({ refused: 'not_dialled' });
    expect(person('+14155550132', 'Warm')).toMatchObject({ refused: 'no_trunk' });
  });

  it('of Exotel people are named, so that whoever asks for them is told why not', () => {
    const { named, view } = stand({ transfer_targets: both }, { ...stream, channel: 'exotel' });
    const tool = named('transfer_call')!;
    expect(tool.description.match(/^- sales/gm)).toHaveLength(1);
    expect(tool.run({ target: 'sales' }, view)).toMatchObject({
      refused: 'not_supported',
      because: 'This connection cannot put callers through.',
    });
  });

  it('in the console too: there is no room that anybody could be dialled into', () => {
    const { named, view } = stand({ transfer_targets: both }, { ...stream, channel: 'console' });
    const refused = { refused: 'not_supported' };
    expect(named('transfer_call')!.run({ target: 'sales' }, view)).toMatchObject(refused);
    expect(
      decideNumber(view, '+14155550132', { target: 'n', label: 'n', reason: '' }),
    ).toMatchObject(refused);
  });

  it('of Exotel are told so beside a desk, too, which they can reach', () => {
    const desk = {
      id: 'support',
      label: 'support',
      method: 'agent_desk',
      type: 'agent_queue',
      value: 'support',
    };
    const character = { transfer_targets: [...both, desk], agent_desk_enabled: true };
    const { named, view } = stand(character as never, { ...stream, channel: 'exotel' });
    const tool = named('transfer_call')!;
    expect(tool.run({ target: 'sales' }, view)).toMatchObject({ refused: 'not_supported' });
    expect(tool.run({ target: 'support' }, view)).toMatchObject({
      next: { transfer: { method: 'agent_desk' } },
    });
  });
});
