import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { handoffAgent } from '../../tools/handoff-agent.ts';
import { aBundle, aCharacter } from '../fakes/bundle.ts';
import { aView } from '../fakes/call-view.ts';

const target = (slug: string, description?: string) => ({
  slug,
  timeout_ms: 30_000,
  context: { mode: 'full' as const },
  ...(description && { description }),
});
const billing = aCharacter({
  slug: 'billing',
  name: 'Billing',
  description: 'Invoices.',
  variables: { account_id: { type: 'string', description: 'Account number' } },
});
const riley = aCharacter({
  slug: 'front-desk',
  handoff_targets: [target('billing'), target('gone'), target('tech', 'Broken bikes.')],
});
const tech = aCharacter({ slug: 'tech', name: 'Tech' });
const bundle = aBundle({ character: riley, others: [billing, tech] });
const view = aView(riley, { bundle });

describe('handoff_agent', () => {
  const tool = handoffAgent(bundle, {})!;

  it("restricts the target to the character's targets that are there", () => {
    const schema = z.toJSONSchema(tool.parameters) as unknown as {
      properties: { target: { enum: string[] } };
    };
    expect(schema.properties.target.enum).toEqual(['billing', 'tech']);
  });

  it("describes each target in the source's words, else in the target's own", () => {
    expect(tool.description).toContain('- billing (Billing): Invoices.');
    expect(tool.description).toContain('- tech (Tech): Broken bikes.');
  });

  it('names the next character and takes along what the target declares', () => {
    const args = { target: 'billing', variables: { account_id: 4711, secret: 'no' } };
    expect(tool.run(args, view)).toMatchObject({
      next: { handoff: { slug: 'billing' }, variables: { account_id: '4711' } },
    });
  });

  it('refuses with a reason that may be spoken', () => {
    expect(tool.run({ target: 'nobody' }, view)).toMatchObject({ refused: 'unknown_target' });
  });

  it('offers nobody whose condition does not hold, and says why when asked all the same', () => {
    const when = { variable: 'tier', op: '==' as const, value: 'vip' };
    const picky = aCharacter({ ...riley, handoff_targets: [{ ...target('billing'), when }] });
    const closed = aBundle({ character: picky, others: [billing] });
    expect(handoffAgent(closed, { tier: 'basic' })).toBeNull();
    const open = handoffAgent(closed, { tier: 'VIP' })!;
    const asked = { ...view, bundle: closed, scope: { tier: 'basic' } };
    expect(open.run({ target: 'billing' }, asked)).toMatchObject({
      refused: 'closed',
      because: expect.stringMatching(/by: tier\b(?!.*vip)/) as string,
    });
  });

  it('tells a model that asks for somebody closed why, although it was not offered', () => {
    const when = { variable: 'tier', op: '==' as const, value: 'vip' };
    const targets = [{ ...target('billing'), when }, target('tech')];
    const half = aBundle({
      character: aCharacter({ ...riley, handoff_targets: targets }),
      others: [billing, tech],
    });
    const tool = handoffAgent(half, {})!;
    const args = tool.parameters.parse({ target: 'billing' });
    expect(tool.run(args, { ...view, bundle: half })).toMatchObject({ refused: 'closed' });
  });

  it('reaches a global target from a character that does not name it, by its words', () => {
    const global = { ...target('tech'), global: { condition: 'The caller asks for an expert' } };
    const lone = aBundle({ character: billing, others: [tech], globalTargets: [global] });
    const everywhere = handoffAgent(lone, {})!;
    expect(everywhere.description).toContain('- tech (Tech): The caller asks for an expert');
    expect(everywhere.run({ target: 'tech' }, { ...view, bundle: lone })).toMatchObject({
      next: { handoff: { slug: 'tech' } },
    });
  });

  it('does not exist for a character without anybody to hand off to', () => {
    expect(handoffAgent(aBundle({ character: billing }), {})).toBeNull();
  });
});
