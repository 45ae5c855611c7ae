import { describe, expect, it } from 'vitest';
import { decideHandoff, HANDOFF_CEILING, transfersLeft } from '../../call/handoff-policy.ts';
import { contextFor, rulesOf } from '../../call/rules.ts';
import { HandoffTarget } from '../../protocol/handoff-target.ts';
import { RoutingConfig } from '../../protocol/routing.ts';
import { aBundle, aCharacter } from '../fakes/bundle.ts';
import { aView } from '../fakes/call-view.ts';

const billing = aCharacter({ slug: 'billing', name: 'Billing' });
const riley = aCharacter({ slug: 'front-desk' });
const bundle = aBundle({ character: riley, others: [billing] });
const situation = aView(riley, { bundle, said: 'my invoice' });
const to = (slug: string) => ({ target: HandoffTarget.parse({ slug }), reason: '' });

describe('a character may hand off', () => {
  it('to one of its targets', () => {
    expect(decideHandoff(situation, to('billing'))).toMatchObject({
      accepted: { slug: 'billing' },
    });
  });

  it.each([
    ['to itself', {}, 'front-desk', 'same_character'],
    ['to one that is not there', {}, 'sales', 'unknown_target'],
    ['while another handoff is under way', { connecting: true }, 'billing', 'already_connecting'],
    ['past the ceiling', { handoffs_so_far: HANDOFF_CEILING }, 'billing', 'hop_limit'],
  ])('but not %s', (_title, change, slug, refused) => {
    expect(decideHandoff({ ...situation, ...change }, to(slug))).toMatchObject({ refused });
  });
});

describe('a call whose first character has a routing configuration', () => {
  const routing = { max_transfers: 3, transfers_before: 1 };
  const bounded = { ...situation, bundle: { ...bundle, routing } };

  it('counts the transfers of an earlier leg, and says how many are left', () => {
    expect(transfersLeft({ ...bounded, handoffs_so_far: 1 })).toBe(1);
    expect(decideHandoff({ ...bounded, handoffs_so_far: 1 }, to('billing'))).toHaveProperty(
      'accepted',
    );
  });

  it('is passed on to a person past its limit', () => {
    expect(decideHandoff({ ...bounded, handoffs_so_far: 2 }, to('billing'))).toEqual({
      escalate: 'hop_limit',
    });
  });

  it('is kept from a second A → B → A in which nothing was learned: told once, then a person', () => {
    const hops = [
      { from: 'front-desk', to: 'billing', request: 'my invoice', learned: 0 },
      { from: 'billing', to: 'front-desk', request: 'my invoice', learned: 0 },
    ];
    const again = {
      ...bounded,
      bundle: { ...bundle, routing: { ...routing, max_transfers: 9 } },
      hops,
    };
    expect(decideHandoff(again, to('billing'))).toMatchObject({ refused: 'ping_pong' });
    expect(decideHandoff({ ...again, ping_pong: true }, to('billing'))).toEqual({
      escalate: 'ping_pong',
    });
    expect(decideHandoff({ ...again, learned: 1 }, to('billing'))).toHaveProperty('accepted');
  });
});

describe('a target that a rule leads to and that the character names itself', () => {
  const night = { start: '00:00', end: '06:00', timezone: 'UTC', days: [1, 2, 3, 4, 5, 6, 7] };
  const routing_config = (more: object) =>
    RoutingConfig.parse({
      transfer_rules: [{ trigger: 'money', keywords: ['invoice'], target_instance_id: 'billing' }],
      ...more,
    });
  const named = (more: object, others = [billing]) =>
    aBundle({ character: { ...riley, routing_config: routing_config(more) }, others });

  it('keeps the hours written beside the rule, whichever way the caller is sent', () => {
    const closed = named({ business_hours: night });
    expect(decideHandoff({ ...situation, bundle: closed }, to('billing'))).toMatchObject({
      refused: 'after_hours',
    });
  });

  it('is told what the routing shares, unless it says so itself', () => {
    const context = (more: object, own: object = {}) =>
      contextFor(named(more).character, HandoffTarget.parse({ slug: 'billing', ...own })).mode;
    expect(context({ share_context_on_transfer: false })).toBe('none');
    expect(context({})).toBe('summary');
    expect(context({ share_context_on_transfer: false }, { context: { mode: 'full' } })).toBe(
      'full',
    );
    expect(contextFor(riley, to('billing').target).mode).toBe('full');
  });

  it('is no tool of a rule while its own condition does not hold', () => {
    const when = { variable: 'tier', op: '==' as const, value: 'vip' };
    const target = HandoffTarget.parse({ slug: 'billing', when });
    const picky = named({});
    const bundle = { ...picky, character: { ...picky.character, handoff_targets: [target] } };
    expect(rulesOf(bundle, {})).toEqual([]);
    expect(rulesOf(bundle, { tier: 'vip' })).toHaveLength(1);
  });

  it('falls back on nobody whose condition does not hold, and on nobody who just sent the caller here', () => {
    const when = { variable: 'tier', op: '==' as const, value: 'vip' };
    const sales = aCharacter({ slug: 'sales', name: 'Sales' });
    const other = { after_hours_fallback: 'transfer_to_other', fallback_instance_id: 'sales' };
    const closed = named({ business_hours: night, ...other }, [billing, sales]);
    const routing = { max_transfers: 9, transfers_before: 0 };
    const asked = { ...situation, bundle: { ...closed, routing } };
    expect(decideHandoff(asked, to('billing'))).toMatchObject({ accepted: { slug: 'sales' } });

    const target = HandoffTarget.parse({ slug: 'sales', when });
    const picky = {
      ...closed,
      routing,
      character: { ...closed.character, handoff_targets: [target] },
    };
    expect(decideHandoff({ ...asked, bundle: picky }, to('billing'))).toMatchObject({
      refused: 'after_hours',
    });

    const hops = [
      { from: 'front-desk', to: 'sales', request: 'my invoice', learned: 0 },
      { from: 'sales', to: 'front-desk', request: 'my invoice', learned: 0 },
    ];
    expect(decideHandoff({ ...asked, hops }, to('billing'))).toMatchObject({
      refused: 'ping_pong',
    });
  });
});
