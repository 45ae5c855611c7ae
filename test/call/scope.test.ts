import { describe, expect, it } from 'vitest';
import { instructionsFor } from '../../call/instructions.ts';
import { templateScope, trustedScope } from '../../call/scope.ts';
import { renderSentence } from '../../call/template.ts';
import { aBundle, aCharacter } from '../fakes/bundle.ts';

const bundle = aBundle({ character: aCharacter({ slug: 'front-desk' }) });
const facts = {
  bundle,
  variables: {},
  lines: [{ role: 'caller' as const, text: 'Hello.', character: 'front-desk', name: 'Riley' }],
  reason: '',
  previous_agent: 'Riley',
  now: Date.parse(bundle.call.started_at) + 42_400,
};
const GREETING = 'Hi{% if customer_name %} {{ customer_name }}{% endif %}, Riley here.';

describe('what decides', () => {
  it('is what the embedder has signed, before what a caller says', () => {
    const user = { ...bundle.user, verified: { tier: 'basic' } };
    const told = {
      ...facts,
      bundle: { ...bundle, user },
      variables: { tier: 'vip', colour: 'red' },
    };
    expect(trustedScope(told)).toMatchObject({ tier: 'basic', colour: 'red' });
    expect(templateScope(told)).toMatchObject({ tier: 'vip' });
  });
});

describe('a template', () => {
  it('leaves out what is not known, without a gap', () => {
    expect(renderSentence(GREETING, templateScope(facts))).toBe('Hi, Riley here.');
  });

  it('knows a declared variable before what a visitor says of itself', () => {
    const variables = { customer_name: 'Ada' };
    expect(renderSentence(GREETING, templateScope({ ...facts, variables }))).toBe(
      'Hi Ada, Riley here.',
    );
  });

  it('knows the call: its id, its length in whole seconds, what was said, who spoke before', () => {
    const text =
      '{{ call_id }} {{ call_duration }} {{ previous_agent }} {{ conversation_history }}';
    expect(renderSentence(text, templateScope(facts))).toBe('session-1 42 Riley Caller: Hello.');
  });

  it('may let a condition in a prompt span paragraphs, and a prompt keeps its lines', () => {
    const prompt =
      'You are Riley.\n{% if customer_name %}\nKnown:\n\n{{ customer_name }}\n\n{% endif %}\n- one\n- two';
    const variables = { customer_name: 'Ada' };
    const nothing = { rules: [], transfers_left: null, clock: null };
    const known = instructionsFor(prompt, templateScope({ ...facts, variables }), nothing);
    expect(known).toContain('Known:\n\nAda\n');
    expect(instructionsFor(prompt, templateScope(facts), nothing)).toMatch(
      /Riley\.\s+- one\n- two$/,
    );
  });

  it('reads no file and reaches no prototype', () => {
    const scope = templateScope(facts);
    expect(() => renderSentence('{% include "package.json" %}', scope)).toThrow();
    expect(renderSentence('{{ call_id.constructor.name }}', scope)).toBe('');
  });
});
