import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  nameOf,
  offeredTargets,
  resolveTransferTarget,
  type TargetChoice,
  TransferTargetError,
} from '../../call/transfer-target.ts';
import { CHANNELS } from '../../protocol/names.ts';
import { TransferTarget } from '../../protocol/transfer-target.ts';

const target = (label: string, more: Partial<TransferTarget> = {}): TransferTarget => ({
  label,
  method: 'livekit_sip_refer',
  type: 'phone_number',
  value: '+15550100123',
  is_default: false,
  enabled: true,
  ...more,
});
const choice = (targets: TransferTarget[], more: Partial<TargetChoice> = {}): TargetChoice => ({
  targets,
  transfer_numbers: {},
  agent_desk_enabled: false,
  channel: 'sip_inbound',
  ...more,
});
const sales = target('Sales Team', { id: 'sales' });
const support = target('Support', { is_default: true });
const desk = target('Desk', { method: 'agent_desk', type: 'agent_queue', value: 'general' });

describe('a transfer target', () => {
  it.each([
    ['livekit_sip_refer', 'extension', '104'],
    ['websocket_reverse_transfer', 'sip_uri', 'sip:a@b'],
    ['agent_desk', 'phone_number', '+15550100123'],
  ])('%s does not take %s', (method, type, value) => {
    expect(TransferTarget.safeParse({ label: 'A', method, type, value }).success).toBe(false);
  });

  it.each([
    ['sip_uri', 'jamie@example.com', 'sip:'],
    ['tel_uri', '+15550100123', 'tel:'],
    ['phone_number', '555-0100', 'E.164'],
  ])('a %s with the value %s is refused and says what was expected', (type, value, expected) => {
    const read = TransferTarget.safeParse({ label: 'A', method: 'livekit_sip_refer', type, value });
    expect(read.error?.issues[0]?.message).toContain(expected);
  });
});

describe('the target of a transfer', () => {
  it.each(['sales', 'SALES', 'sales team', 'Sales-Team', ' sales  team '])(
    'is found as "%s"',
    (asked) => {
      expect(resolveTransferTarget(choice([support, sales]), asked)).toBe(sales);
    },
  );

  it('is the default when nothing is asked for, else the first', () => {
    expect(resolveTransferTarget(choice([sales, support]))).toBe(support);
    expect(resolveTransferTarget(choice([sales]))).toBe(sales);
  });

  it('that does not exist is an error which names what there is, never the default', () => {
    const error = resolveTransferTarget(choice([sales, support]), 'accounts');
    expect(error).toBeInstanceOf(TransferTargetError);
    expect((error as Error).message).toContain('"accounts"');
    expect((error as Error).message).toContain('sales, Support');
  });

  it('falls back to the legacy numbers, typed by what they begin with', () => {
    const numbers = { Sales: '+15550100', Desk: 'sip:desk@pbx', Info: 'tel:+15550101' };
    const only = choice([], { transfer_numbers: numbers });
    expect(resolveTransferTarget(only)).toMatchObject({ type: 'phone_number', value: '+15550100' });
    expect(resolveTransferTarget(only, 'desk')).toMatchObject({ type: 'sip_uri' });
    expect(resolveTransferTarget(only, 'info')).toMatchObject({ type: 'tel_uri' });
    const socket = choice([], { transfer_numbers: numbers, channel: 'websocket' });
    expect(resolveTransferTarget(socket, 'sales')).toMatchObject({
      method: 'websocket_reverse_transfer',
      type: 'extension',
    });
  });

  it('a legacy label is found beside listed targets', () => {
    const both = choice([sales], { transfer_numbers: { Warehouse: '+15550102' } });
    expect(resolveTransferTarget(both, 'warehouse')).toMatchObject({ value: '+15550102' });
  });

  it('is the desk where it is enabled, unless another was asked for by name', () => {
    const open = choice([sales, desk], { agent_desk_enabled: true });
    expect(resolveTransferTarget(open)).toBe(desk);
    expect(resolveTransferTarget(open, 'sales')).toBe(sales);
    expect(resolveTransferTarget(choice([sales, desk]))).toBe(sales);
  });

  it('is enabled, fits the channel, and is what was asked for, whatever is configured', () => {
    const any = fc.record({
      label: fc.constantFrom('Sales', 'Support', 'sales', 'Desk', 'X Y', 'x-y'),
      id: fc.option(fc.constantFrom('s1', 's2', 'desk'), { nil: undefined }),
      is_default: fc.boolean(),
      enabled: fc.boolean(),
      pair: fc.constantFrom(
        ['livekit_sip_refer', 'sip_uri', 'sip:a@b'],
        ['livekit_sip_refer', 'phone_number', '+15550100123'],
        ['websocket_reverse_transfer', 'extension', '104'],
        ['agent_desk', 'agent_queue', 'general'],
      ),
    });
    fc.assert(
      fc.property(
        fc.array(any, { maxLength: 6 }),
        fc.constantFrom(...CHANNELS),
        fc.boolean(),
        fc.option(fc.constantFrom('sales', 'S1', 'x y', 'desk', 'nobody'), { nil: undefined }),
        (written, channel, agent_desk_enabled, asked) => {
          const targets = written.map(({ pair: [method, type, value], id, ...rest }) =>
            TransferTarget.parse({ ...rest, ...(id && { id }), method, type, value }),
          );
          const all = choice(targets, { channel, agent_desk_enabled });
          const found = resolveTransferTarget(all, asked);
          if (found instanceof TransferTargetError) return;
          expect(found.enabled).toBe(true);
          expect(offeredTargets(all)).toContain(found);
          if (found.method === 'agent_desk') expect(agent_desk_enabled).toBe(true);
          if (channel === 'exotel') expect(found.method).toBe('agent_desk');
          if (asked === undefined) return;
          const called = [nameOf(found), found.label].map((name) =>
            name.toLowerCase().replace('-', ' '),
          );
          expect(called).toContain(asked.toLowerCase());
        },
      ),
    );
  });
});
