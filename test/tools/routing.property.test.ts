import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transfersLeft } from '../../call/handoff-policy.ts';
import type { Hop } from '../../call/hops.ts';
import { isOpen } from '../../call/hours.ts';
import type { SessionBundle } from '../../protocol/bundle.ts';
import type { Character } from '../../protocol/character.ts';
import { AFTER_HOURS, RoutingConfig } from '../../protocol/routing.ts';
import type { ToolAnswer } from '../../tools/tool.ts';
import { toolsOf } from '../../tools/tools-of.ts';
import { aBundle, aCharacter } from '../fakes/bundle.ts';
import { aView } from '../fakes/call-view.ts';

const SLUGS = ['a', 'b', 'c'];
const NOW = Date.parse('2026-11-25T12:00:00Z');

const hours = fc.record({
  start: fc.constantFrom('00:00', '09:00', '13:00', '22:00'),
  end: fc.constantFrom('12:00', '18:00', '24:00', '06:00'),
  timezone: fc.constantFrom('UTC', 'Asia/Kolkata', 'America/New_York'),
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  holidays: fc.subarray(['2026-11-25', '2026-11-26']),
});
const rule = fc.record(
  {
    keywords: fc.constant(['help']),
    target_instance_id: fc.constantFrom(...SLUGS, 'nobody'),
    target_number: fc.constantFrom('+14155550177', '+19005550177', '+34600000000'),
    announce: fc.constant('One moment.'),
  },
  { requiredKeys: ['keywords', 'target_instance_id'] },
);
const config = fc
  .record(
    {
      transfer_rules: fc
        .array(rule, { maxLength: 4 })
        .map((rules) => rules.map((one, n) => ({ ...one, trigger: `rule_${n}` }))),
      business_hours: hours,
      after_hours_fallback: fc.constantFrom(...AFTER_HOURS),
      fallback_instance_id: fc.constantFrom(...SLUGS, null),
      max_transfers_per_call: fc.integer({ min: 0, max: 6 }),
      callback_enabled: fc.boolean(),
      l3_number: fc.constantFrom('+14155550199', '+19005550199'),
    },
    { requiredKeys: [] },
  )
  .map((written) => RoutingConfig.parse(written));

const cast = fc
  .tuple(...SLUGS.map(() => fc.option(config, { nil: undefined })))
  .map((configs) =>
    SLUGS.map((slug, n) => aCharacter({ slug, ...(configs[n] && { routing_config: configs[n] }) })),
  );

/** A model that asks for one thing after another, as it likes. */
const wishes = fc.array(fc.nat(), { minLength: 1, maxLength: 25 });

interface Call {
  at: string;
  readonly hops: Hop[];
  handoffs: number;
}

function bundleOf(characters: readonly Character[], slug: string): SessionBundle {
  const character = characters.find((one) => one.slug === slug)!;
  const limits = characters[0]!.routing_config;
  return aBundle({
    character,
    others: characters.filter((one) => one.slug !== slug),
    channel: 'sip_inbound',
    dialing: { outbound_trunk: 'ST_out', countries: ['US'], denied_prefixes: ['+1900'] },
    routing: limits ? { max_transfers: limits.max_transfers_per_call, transfers_before: 0 } : null,
    callerId: '+14155550123',
    ...(limits?.l3_number && { l3Number: limits.l3_number }),
  });
}

/** One wish of the model, and what the house makes of it. */
function step(characters: readonly Character[], call: Call, wish: number) {
  const bundle = bundleOf(characters, call.at);
  const tools = toolsOf(bundle, {});
  const passing = tools.filter(({ name }) => name.startsWith('transfer_to_'));
  const tool = passing[wish % Math.max(1, passing.length)];
  const view = aView(bundle.character, {
    bundle,
    now: NOW,
    handoffs_so_far: call.handoffs,
    hops: call.hops,
    said: `wish ${wish}`,
    leg: { sip: true, trunk: 'ST_in' },
  });
  const answer = tool?.run({ reason: `wish ${wish}` }, view) as ToolAnswer | undefined;
  return { bundle, tools, view, answer };
}

describe('whatever is configured', () => {
  it('every wish ends with somebody who is there, a number that may be dialled, or an offer that can be kept', () => {
    fc.assert(
      fc.property(cast, wishes, (characters, asked) => {
        const call: Call = { at: 'a', hops: [], handoffs: 0 };
        for (const wish of asked) {
          const { bundle, tools, view, answer } = step(characters, call, wish);
          if (!answer) return;
          const names = tools.map(({ name }) => name);
          if ('refused' in answer) {
            expect(answer.because).not.toBe('');
            expect(names).toContain('take_message');
            if (answer.because.endsWith('Shall we call you back?')) {
              expect(names).toContain('schedule_callback');
            }
            continue;
          }
          const { next } = answer;
          if (next && 'transfer' in next) {
            expect(next.transfer.destination.uri).toMatch(/^tel:\+1415/);
            return;
          }
          if (!next || !('handoff' in next)) throw new Error('nothing came of it');
          const to = next.handoff.slug;
          expect(Object.keys(bundle.targets)).toContain(to);
          const there = bundle.targets[to]!.hours;
          expect(there === null || isOpen(there, view.now)).toBe(true);
          call.hops.push({ from: call.at, to, request: `wish ${wish}`, learned: 0 });
          call.at = to;
          call.handoffs += 1;
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('no sequence of rules passes a call on more often than its first character allows', () => {
    fc.assert(
      fc.property(cast, wishes, (characters, asked) => {
        const call: Call = { at: 'a', hops: [], handoffs: 0 };
        for (const wish of asked) {
          const { bundle, answer } = step(characters, call, wish);
          if (answer && !('refused' in answer) && answer.next && 'handoff' in answer.next) {
            expect(transfersLeft({ bundle, handoffs_so_far: call.handoffs })).not.toBe(0);
            const to = answer.next.handoff.slug;
            call.hops.push({ from: call.at, to, request: `wish ${wish}`, learned: 0 });
            call.at = to;
            call.handoffs += 1;
          }
        }
        const cap = characters[0]!.routing_config?.max_transfers_per_call ?? 20;
        expect(call.handoffs).toBeLessThanOrEqual(cap);
      }),
      { numRuns: 1500 },
    );
  });
});
