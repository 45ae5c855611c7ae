import { serve } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { BackendClient } from '../../agent/backend-client.ts';
import { Bundles } from '../../agent/bundles.ts';
import { EventSpool } from '../../agent/event-spool.ts';
import { openCall } from '../../agent/opening.ts';
import { importFolder } from '../../backend/characters/watch-characters.ts';
import type { SessionBundle } from '../../protocol/bundle.ts';
import { CallRecord } from '../../protocol/call-record.ts';
import type { SessionResponse } from '../../protocol/session.ts';
import { claims, operator, SERVICE_KEY, stand, testStore } from '../backend/stand.ts';
import { aCall, type ACall } from '../fakes/a-call.ts';
import { aCharacter } from '../fakes/bundle.ts';

/**
 * The way of one call, in the order of the README's table: the house's own characters, the real
 * backend and store, the real session and conversation; only the room and the models are fakes.
 */
const store = await testStore();
const backend = await stand(store);
await importFolder('characters', store, backend.log);
const server = serve({ fetch: backend.app.fetch, port: 0, hostname: '127.0.0.1' });
const url = () => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;

const ignore = () => undefined;
const over = new AbortController();
let session: SessionResponse;
let client: BackendClient;
let bundle: SessionBundle;
let bundles: Bundles;
let spool: EventSpool;
let call: ACall;

afterAll(async () => {
  over.abort();
  backend.stopping.abort();
  await call.close();
  server.close();
  await store.close();
});

describe('the way of one call', () => {
  it('1. the widget asks for a session, whose token asks for our agent by name', async () => {
    session = await backend.newSession({ user: { name: 'Ada' } });
    expect(session.agent_name).toBe('Riley');
    const { video, roomConfig } = claims(session.token) as {
      video: { room: string };
      roomConfig: { agents: { agentName: string; metadata: string }[] };
    };
    expect(video.room).toMatch(/^call-/);
    expect(roomConfig.agents[0]).toMatchObject({ agentName: 'baton' });
    expect(JSON.parse(roomConfig.agents[0]!.metadata)).toEqual({ session_id: session.session_id });
  });

  it('2–4. the worker takes the job and opens the call; the answer is the session bundle', async () => {
    client = new BackendClient(url(), SERVICE_KEY);
    const { video } = claims(session.token) as { video: { room: string } };
    const request = { session_id: session.session_id, room: video.room, channel: 'web' as const };
    bundle = await openCall(client, request, over.signal);
    expect(bundle).toMatchObject({ epoch: 1, character: { slug: 'front-desk', name: 'Riley' } });
    expect(bundle.user.visitor).toEqual({ name: 'Ada' });
    bundles = new Bundles(client, bundle.session_id, ignore);
    await bundles.warm(['billing-specialist'], over.signal);
  });

  it('5. the character greets', async () => {
    const post = client.postEvents.bind(client, bundle.session_id);
    spool = new EventSpool(bundle.epoch, post, ignore);
    spool.record({ type: 'call_started', character: 'front-desk', channel: 'web' });
    const invoice = { target: 'billing-specialist', reason: 'a question about an invoice' };
    call = await aCall({
      characters: [bundle.character, aCharacter({ slug: 'billing-specialist' })],
      scripts: {
        'front-desk': () => ({ calls: [{ name: 'handoff_agent', args: invoice }] }),
        'billing-specialist': (text) =>
          text.includes('accounts')
            ? { calls: [{ name: 'transfer_call', args: { target: 'accounts' } }] }
            : { say: 'It is due on Friday.' },
      },
      bundle,
      bundles: { load: bundles.load.bind(bundles), revalidate: bundles.revalidate.bind(bundles) },
      record: spool.record,
    });
    expect(call.events[0]).toMatchObject({ role: 'agent', character: 'front-desk' });
  });

  it('6–7. the model hands off: announced, prepared meanwhile, committed at the end of the sentence', async () => {
    call.conversation.typed('I have a question about an invoice');
    const committed = await call.event('handoff_committed');
    expect(committed).toMatchObject({ from: 'front-desk', to: 'billing-specialist' });
    const { waterfall } = committed;
    expect(waterfall.greeting_ready).toBeLessThan(waterfall.announcement_end!);
    await call.until('the specialist opened', () =>
      call.events.some((e) => e.type === 'turn' && e.text.includes('a question about an invoice')),
    );
    call.conversation.typed('When is it due?');
    await call.until('the specialist answered', () =>
      call.events.some((e) => e.type === 'turn' && e.text === 'It is due on Friday.'),
    );
  });

  it('8. the model transfers: resolved, announced, carried out, judged by its evidence', async () => {
    call.conversation.typed('Please put me through to accounts');
    expect(await call.event('transfer_judged')).toMatchObject({
      verdict: 'bridged',
      evidence: { execution: 'dial_in', both_subscribed: true },
    });
    await call.until('the worker leaves the two alone', () => call.ended.by === 'merged');
    expect(call.line.dials).toEqual([{ number: 'accounts', name: 'the accounts office' }]);
  });

  it('9–11. each step was an event, the call ends once, and its result is derived', async () => {
    spool.record({ type: 'call_ended', disconnected_by: 'transfer' });
    expect(await spool.close(10_000)).toEqual([]);
    const answer = await backend.app.request(`/api/calls/${bundle.session_id}`, {
      headers: operator,
    });
    const record = CallRecord.parse(await answer.json());
    expect(record.path).toEqual(['front-desk', 'billing-specialist']);
    expect(record.events.map(({ type }) => type)).toEqual([
      'call_started',
      ...call.events.map(({ type }) => type),
      'call_ended',
    ]);
    expect(record.result).toMatchObject({
      disconnected_by: 'transfer',
      was_transferred: true,
      transfer_target: 'accounts',
      transfer_method: 'livekit_sip_refer',
      transfer_failed_reason: null,
      verdict: 'bridged',
      handoffs: [{ from: 'front-desk', to: 'billing-specialist' }],
    });
  });
});
