import fc from 'fast-check';
import { initializeLogger, llm } from '@livekit/agents';
import { describe, expect, it } from 'vitest';
import { instructionsFor } from '../../call/instructions.ts';
import type { CallLine } from '../../call/line.ts';
import { lastTurns, travel } from '../../call/travel.ts';
import type { ContextPolicy } from '../../protocol/context.ts';

initializeLogger({ pretty: false, level: 'silent' });

const words = fc
  .array(fc.constantFrom('invoice', 'bike', 'please', 'help', 'wheel', '<tool>', '{"a":1}'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((list) => list.join(' '));
const line: fc.Arbitrary<CallLine> = fc.record({
  role: fc.constantFrom('caller' as const, 'agent' as const),
  text: words,
  character: fc.constantFrom('front-desk', 'billing-specialist'),
  name: fc.constantFrom('Riley', 'Billing Specialist'),
});
const history = fc
  .tuple(fc.array(line, { maxLength: 30 }), words)
  .map(([lines, trigger]): CallLine[] => [
    ...lines,
    { role: 'caller', text: trigger, character: 'front-desk', name: 'Riley' },
  ]);
const policy: fc.Arbitrary<ContextPolicy> = fc.oneof(
  fc.constantFrom<ContextPolicy>({ mode: 'full' }, { mode: 'summary' }, { mode: 'none' }),
  fc.integer({ min: 1, max: 10 }).map((turns): ContextPolicy => ({ mode: 'turns', turns })),
);

/** What a provider is sent: built the way the stage builds it. */
async function openAiMessages(lines: CallLine[], context: ContextPolicy) {
  const travelled = travel(lines, context, 'A summary.', 'an invoice');
  const chat = llm.ChatContext.empty();
  chat.addMessage({
    role: 'system',
    content: instructionsFor(
      'You are Billing.',
      {},
      {
        rules: [],
        transfers_left: null,
        clock: null,
        arrival: { previous_agent: 'Riley', reason: 'an invoice', travelled },
      },
    ),
  });
  chat.addMessage({ role: 'user', content: travelled.trigger });
  return (await chat.toProviderFormat('openai')) as { role: string; content: unknown }[];
}

describe('the context of a handoff', () => {
  it("always carries the caller's sentence that led to it", () => {
    fc.assert(
      fc.property(history, policy, (lines, context) => {
        expect(travel(lines, context, null, '').trigger).toBe(lines.at(-1)!.text);
      }),
    );
  });

  it('reaches an OpenAI model as one system message and the trigger, and no tool residue', async () => {
    await fc.assert(
      fc.asyncProperty(history, policy, async (lines, context) => {
        const messages = await openAiMessages(lines, context);
        expect(messages.map((message) => message.role)).toEqual(['system', 'user']);
        expect(JSON.stringify(messages)).not.toMatch(/tool_call|function_call/);
      }),
      { numRuns: 50 },
    );
  });

  it('holds every line in mode full, each under its own name', () => {
    fc.assert(
      fc.property(history, (lines) => {
        const { recap } = travel(lines, { mode: 'full' }, null, '');
        expect(recap!.split('\n')).toEqual(
          lines.map((l) => `${l.role === 'caller' ? 'Caller' : l.name}: ${l.text}`),
        );
      }),
    );
  });

  it('holds at most N turns of the caller in mode turns, and they are the last ones', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 5 }), (lines, turns) => {
        const kept = lastTurns(lines, turns);
        expect(lines.slice(-kept.length)).toEqual(kept);
        const starts = kept.filter((l, i) => l.role === 'caller' && kept[i - 1]?.role !== 'caller');
        expect(starts.length).toBeLessThanOrEqual(turns);
      }),
    );
  });

  it('tells nothing of the conversation in mode none', () => {
    expect(travel(aTalk(), { mode: 'none' }, 'unused', '').recap).toBeNull();
  });

  it('tells why the caller comes and the summary in mode summary, in the words of the document', () => {
    const summary = 'They talked about a bike.';
    expect(travel(aTalk(), { mode: 'summary' }, summary, 'an invoice').recap).toBe(
      `The caller was transferred because they need help with an invoice. Here is what has been discussed so far: ${summary}`,
    );
    expect(travel(aTalk(), { mode: 'summary' }, summary, '').recap).toMatch(
      /^The caller was transferred\. Here is what/,
    );
  });
});

function aTalk(): CallLine[] {
  return [
    { role: 'agent', text: 'Hello.', character: 'front-desk', name: 'Riley' },
    { role: 'caller', text: 'My invoice is wrong.', character: 'front-desk', name: 'Riley' },
  ];
}
