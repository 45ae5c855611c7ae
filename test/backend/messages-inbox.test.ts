import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { importFolder } from '../../backend/characters/watch-characters.ts';
import { createLog } from '../../config/log.ts';
import { Message } from '../../protocol/message.ts';
import { id, messagesStand } from './messages-stand.ts';
import { body, CAST, characterFolder, characterText, operator, worker } from './stand.ts';

const { here, again, ask, find, leave, list, send, taken } = messagesStand();

describe('the inbox', () => {
  it('has each message once, newest first, page by page, by state', async () => {
    await again({});
    const left: string[] = [];
    for (let one = 0; one < 5; one += 1) {
      left.push((await leave('front-desk')).message_id);
      here.now = new Date(here.now.getTime() + 1000);
    }
    const seen: string[] = [];
    let query: string | null = '?limit=2';
    while (query) {
      const { messages, next } = await list(query);
      seen.push(...messages.map((one) => Message.parse(one).message_id));
      query = next && `?limit=2&before=${encodeURIComponent(next)}`;
    }
    expect(seen).toEqual(left.toReversed());
    expect((await list('?state=inbox')).messages).toHaveLength(5);
    expect((await list('?state=waiting')).messages).toEqual([]);
    expect((await list()).messages[0]).toMatchObject({ addressee: null, last_fault: null });
  });

  it('has a message of a worker that had lost its call by then: it was left all the same', async () => {
    const { session_id } = await here.backend.openCall({ room: 'r', channel: 'web' });
    await here.backend.openCall({ session_id, room: 'r', channel: 'web', character: 'shop' });
    const late = taken();
    await send(session_id, late);
    expect(await find(late.message_id)).toMatchObject({ character: 'front-desk', state: 'inbox' });
  });

  it('lets an operator tick a message off, and take that back', async () => {
    const { message_id } = await leave('front-desk');
    const done = await ask(message_id, 'done');
    expect(Message.parse(await body(done)).done_at).toBe('2026-12-01T14:30:00.000Z');
    here.now = new Date(here.now.getTime() + 1000);
    expect((await body(await ask(message_id, 'done'))).done_at).toBe('2026-12-01T14:30:00.000Z');
    expect((await list('?done=false')).messages).toEqual([]);
    expect((await list('?done=true')).messages).toHaveLength(1);
    expect((await body(await ask(message_id, 'undone'))).done_at).toBeNull();
    expect((await list('?done=false')).messages).toHaveLength(1);
  });

  it('delivers again what was given up or has arrived, to the mailbox of today', async () => {
    here.mail.refuse({ at: 'rcpt', code: 550, says: 'No such user' });
    const { message_id } = await leave('shop');
    here.mail.refuse(undefined);
    const folder = characterFolder({
      ...CAST,
      'shop.md': characterText('Shop', 'mailbox: new@example.com\n'),
    });
    await importFolder(folder.dir, here.store, createLog('test', 'silent')).finally(folder.remove);
    const due = await ask(message_id, 'deliver');
    expect(await body(due)).toMatchObject({ state: 'waiting', last_fault: null });
    await here.job.look();
    expect(here.mail.all.map((one) => one.to)).toEqual([['new@example.com']]);
    await ask(message_id, 'deliver');
    await here.job.look();
    // Not the same id: what is known already might be dropped.
    const ids = here.mail.all.map((one) => one.header('Message-ID'));
    expect(ids).toEqual([id(message_id), id(`${message_id}.1`)]);
  });

  it('knows no other message, and is the operator’s alone', async () => {
    for (const verb of ['done', 'undone', 'deliver']) {
      const answer = await ask(randomUUID(), verb);
      expect([answer.status, (await body(answer)).code]).toEqual([404, 'unknown_message']);
      const path = `/api/messages/${randomUUID()}/${verb}`;
      const stranger = await here.backend.app.request(path, { method: 'POST', headers: worker });
      expect(stranger.status).toBe(401);
    }
    expect((await here.backend.app.request('/api/messages', { headers: worker })).status).toBe(401);
    for (const query of ['?state=lost', '?limit=0', '?before=x', '?done=maybe']) {
      const answer = await here.backend.app.request(`/api/messages${query}`, { headers: operator });
      expect([answer.status, (await body(answer)).code]).toEqual([400, 'bad_request']);
    }
  });
});
