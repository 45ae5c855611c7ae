import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gatewayUrl } from '../../config/env.ts';
import type { CallRecord } from '../../protocol/call-record.ts';
import { characterFolder, characterText } from '../fakes/character-folder.ts';
import { type FakeDeepgram, startDeepgram } from '../fakes/deepgram-server.ts';
import { type FakeOpenAi, startOpenAi } from '../fakes/openai-server.ts';
import { untilRecord } from './call-records.ts';
import { plainWords } from './sounds-like.ts';
import { ask, heardSince, untilGreeted } from './phone-talk.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { startTestStack, type TestStack } from './stack.ts';
import { StreamPeer } from './stream-peer.ts';

const KEY = 'key-of-the-platform-under-test';
const DID = '+15105550123';
const QUESTION = 'What are your opening hours on the weekend?';
const ANSWER = 'On Saturday we are open from ten to four, and on Sunday we are closed.';
const OPENING = 'Hello, this is the billing team, what is the number of the invoice?';
const SECOND_KEY = 'test-key-of-the-second-server';

const office = characterFolder({
  'reception.md': characterText(
    'Riley',
    `voice: { deepgram: aura-2-thalia-en, openai: nova }
routing_config: { role: primary, primary_for_numbers: ["${DID}"] }
handoff_targets:
  - { slug: billing, description: Questions about an invoice or a bill., message: One moment please. }
`,
  ),
  'billing.md': characterText(
    'Morgan',
    `voice: { deepgram: aura-2-orion-en, openai: onyx }\ntakeover_greeting: ${OPENING}\n`,
  ),
});
let openai: FakeOpenAi;
let second: FakeOpenAi;
let deepgram: FakeDeepgram;
let stack: TestStack;
let peer: StreamPeer | undefined;
beforeAll(async () => {
  openai = await startOpenAi({ key: 'test-key-of-the-local-openai' });
  second = await startOpenAi({ key: SECOND_KEY });
  deepgram = await startDeepgram({ key: 'test-key-of-the-local-deepgram' });
  for (const mind of [openai, second]) {
    mind.script(({ messages }) =>
      JSON.stringify(messages.at(-1)).includes('invoice') ? undefined : { say: ANSWER },
    );
  }
  stack = await startTestStack({
    speech: { openai: openai.url, deepgram: deepgram.url },
    env: {
      BATON_CHARACTERS_DIR: office.dir,
      BATON_FRONT_DESK: 'reception',
      BATON_GATEWAY_KEYS: KEY,
      BATON_STT: 'deepgram, embedded',
      BATON_LLM: 'openai, openai-2',
      BATON_TTS: 'deepgram, openai',
      OPENAI_2_API_KEY: SECOND_KEY,
      OPENAI_2_BASE_URL: second.url,
      // Every provider here works on the machine of the test.
      BATON_PROVIDER_PATIENCE_S: '20',
    },
  });
});
afterEach((context) => {
  showLogsOfFailed(context, stack);
  peer?.hangUp();
  peer = undefined;
});
afterAll(async () => {
  await stack.stop();
  await Promise.all([openai.close(), second.close(), deepgram.close()]);
  office.remove();
});

let calls = 0;
async function greeted() {
  calls += 1;
  const caller_id = `+1415555${1000 + calls}`;
  peer = await StreamPeer.connect(gatewayUrl(stack.env), KEY, { callerId: caller_id, did: DID });
  await untilGreeted(peer);
  const until = (fits: (record: CallRecord) => boolean) => untilRecord(stack, { caller_id }, fits);
  return { caller: peer, until };
}

const turns = ({ events }: CallRecord, role: 'agent' | 'caller') =>
  events.flatMap((event) => (event.type === 'turn' && event.role === role ? [event.text] : []));
const switches = ({ events }: CallRecord) =>
  events.flatMap((event) => (event.type === 'provider_switched' ? [event] : []));
const isSaid = (words: string) => (record: CallRecord) =>
  turns(record, 'agent').some((text) => text.includes(words));

/** A sentence is heard, and not the half of it once more. */
function expectOnce(heard: string, sentence: string): void {
  expect(heard).toSoundLike(sentence);
  expect(heard.length, heard).toBeLessThan(plainWords(sentence).length * 1.4);
}

describe('a provider that fails in a call', () => {
  it('as ear and as mind costs no turn: the sentence is heard whole and answered once', async () => {
    const { caller, until } = await greeted();
    deepgram.faults.breakNext('listen');
    openai.failNext('chat', 500);
    await ask(caller, QUESTION);
    const record = await until(isSaid(ANSWER));
    const said = turns(record, 'caller').join(' ');
    expect(said).toSoundLike(QUESTION);
    expect(turns(record, 'agent').filter((text) => text.includes(ANSWER))).toHaveLength(1);
    expect(switches(record)).toMatchObject([
      { part: 'ear', from: 'deepgram', to: 'embedded', reason: 'closed' },
      { part: 'mind', from: 'openai', to: 'openai-2', reason: 'failed', status: 500 },
    ]);
    expect(stack.log('worker')).toContain('A provider of speech has failed');
    expect(stack.log('worker')).not.toContain(SECOND_KEY);
  });

  it(
    'as voice in the middle of a sentence: it is heard once and whole',
    { tags: ['nightly'] },
    async () => {
      const { caller, until } = await greeted();
      deepgram.faults.breakNext('speak');
      const asked = await ask(caller, QUESTION);
      const record = await until(isSaid(ANSWER));
      const began = await caller.untilSound({ after_ms: asked });
      await caller.untilSilence(1000, { after_ms: began });
      expectOnce(await heardSince(caller, began - 200), ANSWER);
      expect(switches(record)).toMatchObject([
        { part: 'voice', from: 'deepgram', to: 'openai', reason: 'closed', status: 1011 },
      ]);
    },
  );

  it(
    'as voice of a prepared opening: the handoff goes through with the next one',
    { tags: ['nightly'] },
    async () => {
      const { caller, until } = await greeted();
      deepgram.failNext('speak', 429);
      await ask(caller, 'I have a question about an invoice.');
      const record = await until(isSaid(OPENING));
      expect(turns(record, 'agent').filter((text) => text === OPENING)).toHaveLength(1);
      expect(record.events.filter(({ type }) => type === 'handoff_committed')).toHaveLength(1);
      expect(switches(record)).toMatchObject([
        { part: 'voice', from: 'deepgram', to: 'openai', reason: 'rate_limited', status: 429 },
      ]);
    },
  );
});
