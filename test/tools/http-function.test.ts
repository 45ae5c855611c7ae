import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { HttpAnswer, HttpRequest } from '../../call/ports.ts';
import type { CallView } from '../../tools/tool.ts';
import { toolsOf } from '../../tools/tools-of.ts';
import { aBundle, aCharacter } from '../fakes/bundle.ts';
import { aView } from '../fakes/call-view.ts';
import { anHttpTool } from '../fakes/http-tool.ts';

const VIP = { status: 200, json: { tier: 'vip', ltv: 60_000 } };

function stand(given: Parameters<typeof anHttpTool>[0] = {}, more: Partial<CallView> = {}) {
  const character = aCharacter({ slug: 'riley', tools: ['end_call', anHttpTool(given)] });
  const bundle = aBundle({ character });
  const tool = toolsOf(bundle, {}).find(({ name }) => name === 'lookup_customer')!;
  const sent: { request: HttpRequest; limit_ms: number }[] = [];
  const said: string[] = [];
  const reports: { what: string; fault: unknown }[] = [];
  let answer!: (answer: HttpAnswer) => void;
  const answered = new Promise<HttpAnswer>((resolve) => (answer = resolve));
  const view = aView(character, {
    http: {
      send: (request, limit_ms) => {
        sent.push({ request, limit_ms });
        return answered;
      },
    },
    meanwhile: (text) => void said.push(text),
    report: (what, fault) => void reports.push({ what, fault }),
    ...more,
  });
  return { tool, view, sent, said, reports, answer };
}

describe('an HTTP tool', () => {
  it('shows the model its parameters, and neither its URL nor its headers', () => {
    const { tool } = stand({
      parameters: {
        account_id: { description: 'The account number', required: true },
        year: { type: 'number' },
      },
      headers: { authorization: 'Bearer ${BATON_TOOL_CRM_TOKEN}' },
    });
    const schema = z.toJSONSchema(tool.parameters);
    expect(schema).toMatchObject({
      properties: {
        account_id: { type: 'string', description: 'The account number' },
        year: { type: 'number' },
      },
      required: ['account_id'],
    });
    expect(tool.description + JSON.stringify(schema)).not.toMatch(/crm|CRM/);
  });

  it('asks within its time limit, tells the model what came, and learns the variables', async () => {
    const { tool, view, sent, answer } = stand({ timeout_ms: 700 });
    answer(VIP);
    expect(await tool.run({ account_id: '4711' }, view)).toEqual({
      say: '{"customer_tier":"vip","lifetime_value":60000}',
      next: { learned: { customer_tier: 'vip', lifetime_value: 60_000 } },
    });
    expect(sent).toMatchObject([
      { request: { url: 'https://crm.example.com/customers/4711' }, limit_ms: 700 },
    ]);
  });

  it('that fails tells the model so and learns nothing', async () => {
    const { tool, view, answer } = stand();
    answer({ fault: 'timeout' });
    expect(await tool.run({ account_id: '4711' }, view)).toEqual({
      say: 'The look-up did not answer in time. Go on without it.',
    });
  });

  it('lets the model ask for what is missing instead of asking for everything', async () => {
    const needs = stand({ parameters: { account_id: { required: true } } });
    expect(await needs.tool.run({}, needs.view)).toEqual({
      say: 'Not done: ask the caller for account_id first.',
    });
    const wants = stand();
    expect(await wants.tool.run({}, wants.view)).toMatchObject({
      say: 'Not done: a value was missing or was not of the kind that is expected.',
    });
    expect([...needs.sent, ...wants.sent]).toEqual([]);
  });

  it('is not asked without its secret; the log names the variable, and the model does not hear it', async () => {
    const { tool, view, sent, reports } = stand({
      headers: { authorization: 'Bearer ${BATON_TOOL_CRM_TOKEN}' },
    });
    const answer = await tool.run({ account_id: '4711' }, view);
    expect(answer).toEqual({ say: 'That is not possible now. Go on without it.' });
    expect(sent).toEqual([]);
    expect(reports).toMatchObject([
      { fault: { facts: { tool: 'lookup_customer', variable: 'BATON_TOOL_CRM_TOKEN' } } },
    ]);
  });

  it('never throws, whatever its templates do and whatever the way out does', async () => {
    const templates = stand({ waiting: '{{ account_id | split: "," | sum | nonsense }}' });
    expect(await templates.tool.run({ account_id: '1' }, templates.view)).toEqual({
      say: 'That is not possible now. Go on without it.',
    });
    const http = { send: () => Promise.reject(new Error('broken')) };
    const sender = stand({}, { http });
    expect(await sender.tool.run({ account_id: '1' }, sender.view)).toHaveProperty('say');
    expect([...templates.reports, ...sender.reports]).toHaveLength(2);
  });
});

describe('the sentence of an HTTP tool while it is at work', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const waiting = 'One moment, I am looking for {{ account_id }}.';

  it('is said once the caller has waited a moment', async () => {
    const { tool, view, said, answer } = stand({ waiting });
    const running = tool.run({ account_id: '4711' }, view);
    await vi.advanceTimersByTimeAsync(599);
    expect(said).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(said).toEqual(['One moment, I am looking for 4711.']);
    answer(VIP);
    await running;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(said).toHaveLength(1);
  });

  it('is not said when the answer is there at once', async () => {
    const { tool, view, said, answer } = stand({ waiting });
    answer(VIP);
    await tool.run({ account_id: '4711' }, view);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(said).toEqual([]);
  });
});
