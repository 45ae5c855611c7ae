import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Callback } from '../../protocol/callback.ts';
import { callbacksStand, MINUTE_MS, OPENS } from './callbacks-stand.ts';
import { body, operator } from './stand.ts';

const { here, ask, find, lookAt, notAnswered, steer } = callbacksStand();

describe('an operator', () => {
  it('cancels a callback that waits, and only such a one', async () => {
    const { callback_id } = await ask();
    const cancelled = await steer(callback_id, 'cancel');
    expect(await body(cancelled)).toMatchObject({ callback_id, state: 'cancelled' });
    await lookAt(OPENS);
    expect(here.phone.to(here.number)).toEqual([]);
    for (const verb of ['cancel', 'now'] as const) {
      const refused = await steer(callback_id, verb);
      expect(refused.status).toBe(409);
      expect(await body(refused)).toMatchObject({
        code: 'not_waiting',
        detail: 'It is cancelled.',
      });
    }
  });

  it('has a callback placed at once, whatever the hours; again it keeps to them', async () => {
    const { callback_id } = await ask();
    expect(await body(await steer(callback_id, 'now'))).toMatchObject({ any_hour: true });
    await here.job.look();
    expect(here.phone.to(here.number)).toHaveLength(1);
    await notAnswered('busy');
    await lookAt(here.now.getTime() + 30 * MINUTE_MS);
    expect(here.phone.to(here.number)).toHaveLength(1);
    expect(await find(callback_id)).toMatchObject({ due_at: OPENS, any_hour: false });
  });

  it('hears of an unknown one, and needs the token', async () => {
    const unknown = await steer(randomUUID(), 'cancel');
    expect(unknown.status).toBe(404);
    expect((await body(unknown)).code).toBe('unknown_callback');
    expect((await steer('no-uuid', 'cancel')).status).toBe(400);
    for (const [path, method] of [
      ['', 'GET'],
      [`/${randomUUID()}/cancel`, 'POST'],
      [`/${randomUUID()}/now`, 'POST'],
    ])
      expect(
        (await here.backend.app.request(`/api/callbacks${path}`, { method: method! })).status,
      ).toBe(401);
  });

  it('reads them newest first, page by page, by state', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 5; at += 1) {
      here.now = new Date(here.now.getTime() + 1000);
      ids.unshift((await ask({ number: `+1415558000${at}` })).callback_id);
    }
    await steer(ids[2]!, 'cancel');
    const read: string[] = [];
    let before = '';
    do {
      const path = `/api/callbacks?limit=2&state=waiting${before}`;
      const page = await body(await here.backend.app.request(path, { headers: operator }));
      read.push(...page.callbacks.map((one: Callback) => one.callback_id));
      before = page.next ? `&before=${page.next}` : '';
    } while (before);
    expect(read).toEqual(ids.filter((_, at) => at !== 2));
  });
});
