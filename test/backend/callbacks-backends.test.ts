import { describe, expect, it } from 'vitest';
import { callbacksStand, DIALING, MINUTE_MS, OPENS } from './callbacks-stand.ts';

const { here, ask, begin, find, lookAt, takeCall } = callbacksStand();

describe('a backend', () => {
  it('beside another one on the same store does not place a call twice', async () => {
    const [one, other] = [begin(DIALING, 8), begin(DIALING, 8)];
    const asked: string[] = [];
    for (let at = 0; at < 8; at += 1) {
      asked.push(`+1415556000${at}`);
      await ask({ number: asked[at] });
    }
    here.now = new Date(OPENS);
    await Promise.all([one.look(), other.look(), one.look(), other.look()]);
    await Promise.all([one.close(), other.close()]);
    expect(here.phone.dispatches.map((one) => one.metadata.dial).sort()).toEqual(asked);
  });

  it('that died before it asked for a worker loses no call', async () => {
    const { callback_id } = await ask();
    here.phone.state.fault = 'unheard';
    await lookAt(OPENS);
    expect(await find(callback_id)).toMatchObject({ state: 'placing', attempts: 1 });
    here.phone.state.fault = undefined;
    await here.job.close();
    here.job = begin();
    await lookAt(Date.parse(OPENS) + MINUTE_MS - 1);
    expect(here.phone.to(here.number)).toEqual([]);
    await lookAt(Date.parse(OPENS) + MINUTE_MS);
    expect(here.phone.to(here.number)).toHaveLength(1);
    expect(await find(callback_id)).toMatchObject({ state: 'placed', attempts: 1 });
  });

  it('that could ask for no worker all day does not call at night', async () => {
    const { callback_id } = await ask();
    here.phone.state.fault = 'unheard';
    await lookAt(OPENS);
    here.phone.state.fault = undefined;
    await lookAt('2026-12-02T12:30:00.000Z');
    expect(here.phone.to(here.number)).toEqual([]);
    expect(await find(callback_id)).toMatchObject({
      ...{ state: 'waiting', attempts: 0, due_at: '2026-12-03T03:30:00.000Z' },
    });
  });

  it.each(['has opened the call', 'has not opened it yet'])(
    'that died after it asked for a worker, who %s, does not ask for another',
    async (how) => {
      const { callback_id } = await ask();
      here.phone.state.fault = 'answer lost';
      await lookAt(OPENS);
      expect((await find(callback_id)).state).toBe('placing');
      here.phone.state.fault = undefined;
      if (how === 'has opened the call') await takeCall();
      await here.job.close();
      here.job = begin();
      await lookAt(Date.parse(OPENS) + MINUTE_MS);
      expect(here.phone.to(here.number)).toHaveLength(1);
      expect(await find(callback_id)).toMatchObject({ state: 'placed', attempts: 1 });
    },
  );

  it('goes on with the others when one callback breaks', async () => {
    const broken = await ask({ number: '+14155557001', due_at: '2026-12-02T03:29:00.000Z' });
    await ask();
    await here.store.run((db) =>
      db
        .insertInto('character_version')
        .values({ slug: 'office', source: 'file', hash: 'x', body: '{}', created_at: here.now })
        .execute(),
    );
    await here.store.run((db) =>
      db
        .updateTable('callback')
        .set({ character: 'billing', asked_by: 'billing' })
        .where('callback_id', '!=', broken.callback_id)
        .execute(),
    );
    await lookAt(OPENS);
    expect(here.phone.to(here.number)).toHaveLength(1);
    expect(await find(broken.callback_id)).toMatchObject({ state: 'waiting', attempts: 0 });
    expect(here.lines.some((line) => line.includes('A callback broke'))).toBe(true);
  });
});
