import { afterEach, describe, expect, it } from 'vitest';
import { deferred } from '../../agent/deferred.ts';
import { httpSender } from '../../agent/http/http-sender.ts';
import type { HttpAnswer } from '../../call/ports.ts';
import type { Asked } from '../fakes/scripted-mind.ts';
import { aCall, type ACall, type Script } from '../fakes/a-call.ts';
import { aCharacter } from '../fakes/bundle.ts';
import { httpService, json, type Answering, type HttpService } from '../fakes/http-service.ts';
import { anHttpTool } from '../fakes/http-tool.ts';

let call: ACall | undefined;
let crm: HttpService | undefined;
afterEach(async () => {
  await call?.close();
  crm?.close();
  call = crm = undefined;
});

/** A call whose character looks the caller up at a real server of this machine. */
async function standing(answering: Answering, more: Parameters<typeof anHttpTool>[0] = {}) {
  crm = await httpService(answering);
  const tool = anHttpTool({
    url: `http://${crm.host}/customers/{{ account_id }}`,
    headers: { Authorization: 'Bearer ${BATON_TOOL_CRM_TOKEN}' },
    ...more,
  });
  const riley = aCharacter({ slug: 'front-desk', greeting: 'Hi.', tools: [tool] });
  const asked: Asked[] = [];
  const script: Script = (text, now) => {
    asked.push(now);
    if (now.output !== null) return { say: `Found: ${JSON.parse(now.output) as string}` };
    return text.includes('account')
      ? { calls: [{ name: tool.name, args: { account_id: '4711' } }] }
      : { say: 'Yes.' };
  };
  const quiet = { info: () => undefined, warn: () => undefined } as unknown;
  call = await aCall({
    characters: [riley],
    scripts: { 'front-desk': script },
    secrets: { BATON_TOOL_CRM_TOKEN: 's3cret' },
    http: httpSender({
      hosts: [`http://${crm.host}`],
      log: quiet as Parameters<typeof httpSender>[0]['log'],
      over: new AbortController().signal,
      mayConnect: (address) => address === '127.0.0.1',
    }),
  });
  return { call, crm, asked };
}

const spoken = (it: ACall) =>
  it.events.flatMap((e) => (e.type === 'turn' && e.role === 'agent' ? [e.text] : []));

describe('a look-up in a call', () => {
  it('becomes variables, and the model answers from it', async () => {
    const { call, crm } = await standing(json({ tier: 'vip', ltv: 60_000 }));
    call.conversation.typed('My account is 4711');
    await call.until('the answer was heard', () => spoken(call).length >= 2);

    expect(crm.asked).toMatchObject([
      { path: '/customers/4711', headers: { authorization: 'Bearer s3cret' } },
    ]);
    expect(spoken(call)).toEqual(['Hi.', 'Found: {"customer_tier":"vip","lifetime_value":60000}']);
    const facts = call.events.flatMap((e) =>
      e.type === 'tool_call' || e.type === 'variable_set' ? [e] : [],
    );
    expect(facts).toEqual([
      { type: 'tool_call', name: 'lookup_customer', args: { account_id: '4711' } },
      { type: 'variable_set', name: 'customer_tier', value: 'vip' },
      { type: 'variable_set', name: 'lifetime_value', value: 60_000 },
    ]);
    expect(JSON.stringify(call.events)).not.toContain('s3cret');
  });

  it('lets the caller hear that something is being looked up, and then the answer', async () => {
    let release!: () => void;
    const waiting = 'One moment, I am looking that up.';
    const answering: Answering = (response, asked) => {
      release = () => {
        json({ tier: 'vip' })(response, asked);
      };
    };
    const { call } = await standing(answering, { waiting });
    call.conversation.typed('My account is 4711');
    await call.until('the waiting was heard', () => spoken(call).length >= 2);
    release();
    await call.until('the answer was heard', () => spoken(call).length >= 3);
    expect(spoken(call)).toEqual([
      'Hi.',
      'One moment, I am looking that up.',
      'Found: {"customer_tier":"vip"}',
    ]);
    expect(await call.event('variable_set')).toMatchObject({ value: 'vip' });
  });

  it('that is not answered leaves the call with the model, which knows it', async () => {
    const { call } = await standing(() => undefined, { timeout_ms: 500 });
    call.conversation.typed('My account is 4711');
    await call.until('the answer was heard', () => spoken(call).length >= 2);
    expect(spoken(call).at(-1)).toBe(
      'Found: The look-up did not answer in time. Go on without it.',
    );
    expect(call.events.map(({ type }) => type)).not.toContain('variable_set');
  });

  it('is not said to be waited for where the model has just said so', async () => {
    const waiting = 'One moment, I am looking that up.';
    const tool = anHttpTool({ url: 'https://crm.example.com/{{ account_id }}', waiting });
    const overdue = deferred();
    const script: Script = (text, now) =>
      now.output !== null
        ? { say: 'Found.' }
        : text.includes('account')
          ? { say: 'Let me see.', calls: [{ name: tool.name, args: { account_id: '4711' } }] }
          : { say: 'Yes.' };
    call = await aCall({
      characters: [aCharacter({ slug: 'front-desk', greeting: 'Hi.', tools: [tool] })],
      scripts: { 'front-desk': script },
      http: {
        send: async () => {
          // Twice as long as the caller is left without a word.
          setTimeout(() => {
            overdue.resolve();
          }, 1200);
          await overdue.promise;
          return { status: 200, json: { tier: 'vip' } };
        },
      },
    });
    call.conversation.typed('My account is 4711');
    await call.until('the answer was heard', () => spoken(call!).includes('Found.'));
    expect(spoken(call)).toEqual(['Hi.', 'Let me see.', 'Found.']);
  });

  it('keeps no caller who presses a key meanwhile; what it finds is known all the same', async () => {
    const asked = deferred();
    const found = deferred<HttpAnswer>();
    const tool = anHttpTool({
      url: 'https://crm.example.com/{{ account_id }}',
    });
    const boss = aCharacter({ slug: 'boss', takeover_greeting: 'The boss speaking.' });
    const keys = { '9': 'boss' };
    call = await aCall({
      characters: [aCharacter({ slug: 'front-desk', tools: [tool], keys }), boss],
      scripts: {
        'front-desk': () => ({ calls: [{ name: tool.name, args: { account_id: '4711' } }] }),
      },
      http: {
        send: () => {
          asked.resolve();
          return found.promise;
        },
      },
    });
    call.conversation.typed('My account is 4711');
    await asked.promise;
    call.conversation.pressed('9');
    await call.until('the boss is heard', () => spoken(call!).includes('The boss speaking.'));
    expect(await call.event('handoff_committed')).toMatchObject({ to: 'boss' });
    found.resolve({ status: 200, json: { tier: 'vip' } });
    expect(await call.event('variable_set')).toMatchObject({ value: 'vip' });
  });

  it('may decide where the call goes', async () => {
    crm = await httpService(json({ tier: 'vip', ltv: 60_000 }));
    const tool = anHttpTool({ url: `http://${crm.host}/customers/{{ account_id }}` });
    const concierge = aCharacter({ slug: 'concierge', takeover_greeting: 'Welcome back.' });
    const riley = aCharacter({
      slug: 'front-desk',
      greeting: 'Hi.',
      tools: [tool],
      routes: [
        {
          when: {
            all: [
              { variable: 'customer_tier', op: '==', value: 'vip' },
              { variable: 'lifetime_value', op: '>=', value: 50_000 },
            ],
          },
          to: 'concierge',
        },
      ],
    } as never);
    const looksUp: Script = (text, { output }) =>
      output === null && text.includes('account')
        ? { calls: [{ name: tool.name, args: { account_id: '4711' } }] }
        : { say: 'Yes.' };
    const { host } = crm;
    call = await aCall({
      characters: [riley, concierge],
      scripts: { 'front-desk': looksUp },
      http: httpSender({
        hosts: [`http://${host}`],
        log: { info: () => undefined, warn: () => undefined } as never,
        over: new AbortController().signal,
        mayConnect: (address) => address === '127.0.0.1',
      }),
    });
    call.conversation.typed('My account is 4711');
    expect(await call.event('handoff_committed')).toMatchObject({ to: 'concierge' });
  });
});
