import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holds } from '../../call/condition.ts';
import { HANDOFF_CEILING, transfersLeft } from '../../call/handoff-policy.ts';
import type { Hop } from '../../call/hops.ts';
import { isOpen } from '../../call/hours.ts';
import { takeRoute } from '../../call/open-targets.ts';
import { plainTarget } from '../../call/rules.ts';
import { shortcutOf } from '../../call/shortcuts.ts';
import type { SessionBundle } from '../../protocol/bundle.ts';
import type { Character } from '../../protocol/character.ts';
import { HandoffTarget } from '../../protocol/handoff-target.ts';
import { AFTER_HOURS, RoutingConfig, STAY } from '../../protocol/routing.ts';
import { handoffAnswer } from '../../tools/handoff-answer.ts';
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

const tier = fc.constantFrom('vip', 'basic');
const when = fc.record({ variable: fc.constant('tier'), op: fc.constant('=='), value: tier });
const handoffTarget = fc.record(
  {
    slug: fc.constantFrom(...SLUGS, 'nobody'),
    when,
    context: fc.constantFrom({ mode: 'full' }, { mode: 'none' }),
  },
  { requiredKeys: ['slug'] },
);
const keys = fc.dictionary(fc.constantFrom('1', '2', '#'), fc.constantFrom(...SLUGS, STAY));
const route = fc.record({ when, to: fc.constantFrom(...SLUGS, STAY) });
const part = fc.record({
  routing_config: fc.option(config, { nil: undefined }),
  handoff_targets: fc.array(handoffTarget, { maxLength: 3 }),
  keys,
  routes: fc.array(route, { maxLength: 3 }),
});
const cast = fc.tuple(...SLUGS.map(() => part)).map((parts) =>
  SLUGS.map((slug, n) => {
    const { routing_config, ...written } = parts[n]!;
    const config = routing_config && { routing_config };
    return aCharacter({
      slug,
      ...(written as Partial<Character>),
      ...config,
      variables: { tier: { type: 'string' } },
    });
  }),
);

/** A model, a caller and what becomes known ask for one thing after another, as they like. */
const wish = fc.oneof(
  fc.record({ by: fc.constant('model' as const), nth: fc.nat(), batch: fc.boolean() }),
  fc.record({ by: fc.constant('key' as const), key: fc.constantFrom('1', '2', '9', '#') }),
  fc.record({ by: fc.constant('fact' as const), tier }),
);
type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never;
const wishes = fc.array(wish, { minLength: 1, maxLength: 25 });
const GLOBAL = HandoffTarget.parse({ slug: 'c', global: { dtmf: '9', condition: 'The boss' } });

interface Call {
  at: string;
  readonly hops: Hop[];
  handoffs: number;
  facts: Record<string, string>;
  learned: number;
  pingPong: boolean;
}

const begin = (): Call => ({
  at: 'a',
  hops: [],
  handoffs: 0,
  facts: {},
  learned: 0,
  pingPong: false,
});

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
    globalTargets: [GLOBAL],
    ...(limits?.l3_number && { l3Number: limits.l3_number }),
  });
}

/** The call as the house sees it at one moment. */
function stand(characters: readonly Character[], call: Call, connecting: boolean) {
  const bundle = bundleOf(characters, call.at);
  const view = aView(bundle.character, {
    bundle,
    connecting,
    now: NOW,
    scope: call.facts,
    handoffs_so_far: call.handoffs,
    hops: call.hops,
    ping_pong: call.pingPong,
    learned: call.learned,
    said: 'please',
    leg: { sip: true, trunk: 'ST_in' },
  });
  return { bundle, view, tools: toolsOf(bundle, call.facts) };
}

/** What the house makes of one wish; null where it asks nothing of it. */
function answerTo(wish: Wish, { bundle, view, tools }: ReturnType<typeof stand>) {
  if (wish.by === 'model') {
    const passing = tools.filter(({ name }) => /^(transfer_to_|handoff_agent)/.test(name));
    const tool = passing[wish.nth % Math.max(1, passing.length)];
    const target = SLUGS[wish.nth % SLUGS.length];
    return (tool?.run({ reason: `wish ${wish.nth}`, target }, view) ?? null) as ToolAnswer | null;
  }
  const pressed = wish.by === 'key';
  const slug = pressed ? shortcutOf(bundle, wish.key) : takeRoute(bundle, view.scope);
  if (slug === null) return null;
  return handoffAnswer(view, { target: plainTarget(bundle, slug), reason: '', pressed }, {});
}

/** What comes of one wish; `done` where a person has the caller. */
function step(characters: readonly Character[], call: Call, wish: Wish) {
  if (wish.by === 'fact' && call.facts['tier'] !== wish.tier) {
    call.facts = { tier: wish.tier };
    call.learned += 1;
  }
  const before = stand(characters, call, false);
  const answer = answerTo(wish, before);
  if (!answer) return { ...before, answer };
  if ('refused' in answer) {
    if (answer.refused === 'ping_pong') call.pingPong = true;
  } else if (answer.next && 'handoff' in answer.next) {
    // A second tool of the batch finds the caller on the way.
    if (wish.by === 'model' && wish.batch) {
      const second = answerTo({ ...wish, nth: wish.nth + 1 }, stand(characters, call, true));
      if (second) expect(second).toHaveProperty('refused');
    }
    const to = answer.next.handoff.slug;
    call.hops.push({ from: call.at, to, request: answer.next.reason, learned: call.learned });
    call.at = to;
    call.handoffs += 1;
  }
  return { ...before, answer };
}

describe('whatever is configured', () => {
  it('every wish ends with somebody who is there, a number that may be dialled, or an offer that can be kept', () => {
    fc.assert(
      fc.property(cast, wishes, (characters, asked) => {
        const call = begin();
        for (const wish of asked) {
          const { bundle, tools, view, answer } = step(characters, call, wish);
          if (!answer) continue;
          const names = tools.map(({ name }) => name);
          if ('refused' in answer) {
            expect(answer.because).not.toBe('');
            if (bundle.routing) expect(names).toContain('take_message');
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
          const { slug: to, when } = next.handoff;
          expect(Object.keys(bundle.targets)).toContain(to);
          expect(to).not.toBe(bundle.character.slug);
          const there = bundle.targets[to]!.hours;
          expect(there === null || isOpen(there, view.now)).toBe(true);
          expect(when === undefined || holds(when, view.scope)).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('no sequence of wishes passes a call on more often than its first character allows', () => {
    fc.assert(
      fc.property(cast, wishes, (characters, asked) => {
        const call = begin();
        for (const wish of asked) {
          const handoffs_so_far = call.handoffs;
          const { bundle, answer } = step(characters, call, wish);
          if (answer && !('refused' in answer) && answer.next && 'handoff' in answer.next) {
            expect(transfersLeft({ bundle, handoffs_so_far })).not.toBe(0);
          }
        }
        const cap = characters[0]!.routing_config?.max_transfers_per_call ?? HANDOFF_CEILING;
        expect(call.handoffs).toBeLessThanOrEqual(cap);
      }),
      { numRuns: 1500 },
    );
  });
});
