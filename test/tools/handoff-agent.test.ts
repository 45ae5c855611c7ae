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
const view = aView(riley);

describe('handoff_agent', () => {
  const tool = handoffAgent(bundle)!;

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

  it('does not exist for a character without anybody to hand off to', () => {
    expect(handoffAgent(aBundle({ character: billing }))).toBeNull();
  });
});
