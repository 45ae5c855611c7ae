import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../backend/store/store.ts';
import { LiveNews } from '../../protocol/live-call.ts';
import { Problem } from '../../protocol/problem.ts';
import { body, event, operator, stand, type Stand, testStore, turn, worker } from './stand.ts';

let store: Store;
let backend: Stand;
beforeAll(async () => {
  store = await testStore();
  backend = await stand(store);
});
afterAll(() => store.close());

/** Somebody who listens to the live calls. */
async function listener(headers: Record<string, string> = {}, at = backend) {
  const left = new AbortController();
  const answer = await at.app.request('/api/calls/live', {
    headers: { ...operator, ...headers },
    signal: left.signal,
  });
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  const next = async (): Promise<{ id: string; news: LiveNews } | undefined> => {
    for (;;) {
      const end = rest.indexOf('\n\n');
      if (end < 0) {
        const { value, done } = await reader.read();
        if (done) return undefined;
        rest += value;
        continue;
      }
      const block = rest.slice(0, end);
      rest = rest.slice(end + 2);
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined)
        return { id: /^id: (.*)$/m.exec(block)?.[1] ?? '', news: LiveNews.parse(JSON.parse(data)) };
    }
  };
  const leave = async () => {
    left.abort();
    await reader.cancel();
  };
  return { next, leave };
}

const told = (session_id: string, ...events: object[]) =>
  backend.post(`/api/calls/${session_id}/events`, { events });

describe('the live calls', () => {
  it('tell who speaks at this moment, and nothing of it is stored', async () => {
    const { session_id } = await backend.openCall({ room: 'who speaks' });
    const speak = (who: string[]) =>
      backend.app.request(`/api/calls/${session_id}/speaking`, {
        method: 'PUT',
        headers: worker,
        body: JSON.stringify({ who }),
      });
    const { next, leave } = await listener();
    await next();
    for (const who of [['caller'], ['caller', 'agent'], []]) {
      expect((await speak(who)).status).toBe(200);
      expect(await next()).toMatchObject({ news: { type: 'speaking', session_id, who } });
    }
    expect((await speak(['somebody'])).status).toBe(400);
    await leave();
    const late = await listener();
    expect((await late.next())?.news.type).toBe('snapshot');
    await late.leave();
    await told(session_id, event({ type: 'call_ended', disconnected_by: 'caller' }));
  });

  it('begin with a snapshot of those that go on, then tell what happens', async () => {
    const { session_id } = await backend.openCall({ room: 'r1', caller_id: '+14155550100' });
    const over = await backend.openCall({ room: 'r2' });
    await told(session_id, turn('Hello'));
    await told(over.session_id, event({ type: 'call_ended', disconnected_by: 'caller' }));
    const { next, leave } = await listener();
    const first = await next();
    expect(first?.news).toMatchObject({ type: 'snapshot' });
    const calls = first?.news.type === 'snapshot' ? first.news.calls : [];
    expect(calls).toMatchObject([
      { session_id, caller_id: '+14155550100', events: [{ type: 'turn', text: 'Hello' }] },
    ]);
    await told(session_id, turn('Is anybody there?'));
    expect((await next())?.news).toMatchObject({
      type: 'event',
      session_id,
      event: { text: 'Is anybody there?', late: false },
    });
    const another = await backend.openCall({ room: 'r3' });
    await told(another.session_id, turn('Good morning'));
    expect((await next())?.news).toMatchObject({
      type: 'call',
      call: { session_id: another.session_id },
    });
    expect((await next())?.news).toMatchObject({ type: 'event', event: { text: 'Good morning' } });
    await leave();
  });

  it('go on where a reader was cut off: what was missed, and no event twice at a time', async () => {
    const { session_id } = await backend.openCall({ room: 'r4' });
    await told(session_id, turn('one'));
    const first = await listener();
    const { id } = (await first.next())!;
    await first.leave();
    await told(session_id, turn('two'), turn('three'));
    const second = await listener({ 'Last-Event-ID': id });
    const seen: string[] = [];
    while (!seen.includes('three')) {
      const { news } = (await second.next())!;
      if (news.type === 'event' && news.event.type === 'turn') seen.push(news.event.text);
    }
    expect(seen.slice(-2)).toEqual(['two', 'three']);
    expect(new Set(seen).size).toBe(seen.length);
    await second.leave();
  });

  it('have a call that another worker has taken over from one that ends it too late', async () => {
    const request = { room: 'taken over' };
    const { session_id } = await backend.openCall(request);
    await backend.openCall({ ...request, session_id });
    await told(session_id, event({ type: 'call_ended', disconnected_by: 'error' }));
    const reader = await listener();
    const first = (await reader.next())!.news;
    const ids = first.type === 'snapshot' ? first.calls.map((one) => one.session_id) : [];
    expect(ids).toContain(session_id);
    await told(session_id, event({ type: 'call_ended', disconnected_by: 'caller', epoch: 2 }));
    await reader.leave();
  });

  it('begin anew for whoever names a place that there is not', async () => {
    const reader = await listener({ 'Last-Event-ID': '999999999' });
    expect((await reader.next())?.news.type).toBe('snapshot');
    await reader.leave();
  });

  it('end when the backend stops', async () => {
    const stopping = await stand(store);
    const reader = await listener({}, stopping);
    await reader.next();
    stopping.stopping.abort();
    expect(await reader.next()).toBeUndefined();
  });
});

describe('a transfer that an operator dials', () => {
  const dial = (session_id: string, target: string) =>
    backend.app.request(`/api/calls/${session_id}/transfer`, {
      method: 'POST',
      headers: { ...operator, 'Content-Type': 'application/json' },
      body: JSON.stringify({ target }),
    });
  const withExtensions = async () => {
    backend = await stand(store, {
      dialing: { ...POLICY, extension_uri: 'sip:{ext}@pbx.example.com' },
    });
  };
  const POLICY = {
    outbound_trunk: 'ST_out',
    caller_number: '',
    outbound_hosts: [],
    called_numbers: {},
    countries: ['US'],
    denied_prefixes: [],
    allow_direct: false,
    call_back_named_numbers: false,
    headers: { in: [], out: [] },
  };

  /** The commands of a call's worker, as they come. */
  async function commandsOf(session_id: string) {
    const left = new AbortController();
    const answer = await backend.app.request(`/api/calls/${session_id}/commands?epoch=1`, {
      headers: worker,
      signal: left.signal,
    });
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    const until = async (wanted: string) => {
      let text = '';
      while (!text.includes(wanted)) text += (await reader.read()).value ?? '';
      return text;
    };
    return { until, leave: () => (left.abort(), reader.cancel()) };
  }

  it('reaches the worker at once, and once', async () => {
    await withExtensions();
    const { session_id } = await backend.openCall({ room: 'r5' });
    const first = await commandsOf(session_id);
    await first.until('heartbeat');
    const answer = await dial(session_id, '100');
    expect(answer.status).toBe(202);
    const { attempt_id } = await body(answer);
    expect(await first.until('"transfer"')).toContain(attempt_id);
    await first.leave();
    const second = await commandsOf(session_id);
    const beats = await second.until('heartbeat');
    expect(beats).not.toContain(attempt_id);
    await second.leave();
  });

  it('is refused before the worker is asked where policy says no, or nobody is there', async () => {
    await withExtensions();
    const { session_id } = await backend.openCall({ room: 'r6' });
    const refusals = async (id: string, target: string) => {
      const answer = await dial(id, target);
      const { code } = Problem.parse(await answer.json());
      return [answer.status, code];
    };
    expect(await refusals(session_id, '911')).toEqual([409, 'not_dialled']);
    expect(await refusals(session_id, '1234567')).toEqual([409, 'not_dialled']);
    expect(await refusals(session_id, 'sales')).toEqual([400, 'bad_request']);
    expect(await refusals(randomUUID(), '100')).toEqual([404, 'unknown_session']);
    await told(session_id, event({ type: 'call_ended', disconnected_by: 'caller' }));
    expect(await refusals(session_id, '100')).toEqual([409, 'call_over']);
  });

  it('is in the audit, with what was dialled where that is nobody’s number', async () => {
    await withExtensions();
    const { session_id } = await backend.openCall({ room: 'r7' });
    const { attempt_id } = await body(await dial(session_id, '42#'));
    await dial(session_id, '1234567');
    const { entries } = await body(
      await backend.app.request('/api/audit?limit=2', { headers: operator }),
    );
    expect(entries).toMatchObject([
      { on: session_id, detail: 'dialled a number', outcome: 'not_dialled' },
      { on: session_id, detail: `dialled 42#, attempt ${attempt_id}`, outcome: 'done' },
    ]);
  });
});
