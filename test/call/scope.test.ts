import { describe, expect, it } from 'vitest';
import { templateScope } from '../../call/scope.ts';
import { renderTemplate } from '../../call/template.ts';
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

describe('a template', () => {
  it('leaves out what is not known, without a gap', () => {
    expect(renderTemplate(GREETING, templateScope(facts))).toBe('Hi, Riley here.');
  });

  it('knows a declared variable before what a visitor says of itself', () => {
    const variables = { customer_name: 'Ada' };
    expect(renderTemplate(GREETING, templateScope({ ...facts, variables }))).toBe(
      'Hi Ada, Riley here.',
    );
  });

  it('knows the call: its id, its length in whole seconds, what was said, who spoke before', () => {
    const text =
      '{{ call_id }} {{ call_duration }} {{ previous_agent }} {{ conversation_history }}';
    expect(renderTemplate(text, templateScope(facts))).toBe('session-1 42 Riley Caller: Hello.');
  });

  it('reads no file and reaches no prototype', () => {
    const scope = templateScope(facts);
    expect(() => renderTemplate('{% include "package.json" %}', scope)).toThrow();
    expect(renderTemplate('{{ call_id.constructor.name }}', scope)).toBe('');
  });
});
