import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../backend/store/embedded.ts';
import {
  settleMessage,
  takeMessages,
  type MessageRow,
  type Settlement,
} from '../../backend/store/inbox.ts';
import type { Store } from '../../backend/store/store.ts';
import { DELAYS_MS } from '../../backend/webhooks/courier.ts';
import { createLog } from '../../config/log.ts';
import { id, LEASE_MS, messagesStand } from './messages-stand.ts';

const { here, begin, find, leave, start, ways } = messagesStand();

describe('several backends on one store', () => {
  it('send each message once', async () => {
    const other = start(here.store);
    const sent = await Promise.all(
      Array.from({ length: 10 }, () => leave('shop', { audio_ms: 1000 })),
    );
    expect(here.mail.all).toHaveLength(0);
    // All of them are due at one moment, for both.
    here.now = new Date(here.now.getTime() + 60_000);
    await Promise.all([here.job.look(), other.look(), here.job.look(), other.look()]);
    await other.close();
    const ids = here.mail.all.map((one) => one.header('Message-ID'));
    expect(ids.toSorted()).toEqual(sent.map((one) => id(one.message_id)).toSorted());
  });

  it('send again what one had sent that died before it could note it, with the same Message-ID', async () => {
    let dead = false;
    const gone = () => Promise.reject(new Error('This backend is dead.'));
    const dying: Store = { ...here.store, run: (work) => (dead ? gone() : here.store.run(work)) };
    await here.job.close();
    here.job = start(dying);
    here.mail.arrival(() => (dead = true));
    const { message_id } = await leave('shop');
    expect(here.mail.all).toHaveLength(1);
    const next = start(here.store);
    await next.look();
    expect(await find(message_id)).toMatchObject({ state: 'waiting', attempts: 1 });
    expect(here.mail.all).toHaveLength(1);
    here.now = new Date(here.now.getTime() + LEASE_MS);
    await next.look();
    await next.close();
    expect(here.mail.all.map((one) => one.header('Message-ID'))).toEqual([
      id(message_id),
      id(message_id),
    ]);
    expect(await find(message_id)).toMatchObject({ state: 'delivered', attempts: 2 });
  });

  it('cannot overrule one another: whose time is over changes nothing', async () => {
    await here.job.close();
    const { message_id } = await leave('shop');
    const take = (from: number) => {
      const at = new Date(here.now.getTime() + from);
      return here.store.run((db) => takeMessages(db, 1, at, new Date(at.getTime() + 1000)));
    };
    const [slow] = await take(0);
    const [quick] = await take(1000);
    const settle = (row: MessageRow, set: Settlement) =>
      here.store.run((db) => settleMessage(db, row, set));
    expect(await settle(quick!, { state: 'delivered' })).toBe(true);
    expect(await settle(slow!, { state: 'given_up' })).toBe(false);
    expect(await find(message_id)).toMatchObject({ state: 'delivered', attempts: 2 });
  });

  it('lose none when the store is closed and opened again', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'baton-messages-'));
    const log = createLog('test', 'silent');
    try {
      const first = await openEmbedded(dir, log);
      await here.mail.down();
      await here.job.close();
      await begin(ways(), first.store);
      const { message_id } = await leave('shop');
      await here.job.close();
      await first.store.close();
      await here.mail.up();
      const second = await openEmbedded(dir, log);
      here.now = new Date(here.now.getTime() + DELAYS_MS[0]!);
      here.job = start(second.store);
      await here.job.look();
      await here.job.close();
      await second.store.close();
      expect(here.mail.all.map((one) => one.header('Message-ID'))).toEqual([id(message_id)]);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
