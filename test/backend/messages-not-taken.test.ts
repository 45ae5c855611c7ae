import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startMailer } from '../../backend/jobs/mailer.ts';
import { DELAYS_MS } from '../../backend/webhooks/courier.ts';
import { messagesStand } from './messages-stand.ts';

const { here, again, begin, find, leave, pass, putWav, ways } = messagesStand();

describe('a mail server that does not take a message', () => {
  it('is asked again when it is back, though the backend stopped meanwhile', async () => {
    await here.mail.down();
    const { message_id } = await leave('shop');
    expect(await find(message_id)).toMatchObject({ state: 'waiting', attempts: 1 });
    await pass(DELAYS_MS[0]!);
    const waiting = await find(message_id);
    expect(waiting).toMatchObject({ state: 'waiting', attempts: 2 });
    expect(waiting.last_fault).toMatch(/^E[A-Z]+$/);
    await again(ways());
    await here.mail.up();
    await pass(DELAYS_MS[1]! - 1);
    expect(here.mail.all).toHaveLength(0);
    await pass(1);
    expect(here.mail.all).toHaveLength(1);
    expect(await find(message_id)).toMatchObject({ state: 'delivered', last_fault: null });
  });

  it('is asked again after a 4xx, and after a 5xx that is not about this message', async () => {
    here.mail.refuse({ at: 'rcpt', code: 451, says: 'Greylisted, come back later' });
    const { message_id } = await leave('shop');
    expect(await find(message_id)).toMatchObject({
      state: 'waiting',
      last_fault: expect.stringContaining('Greylisted'),
    });
    here.mail.refuse({ at: 'from', code: 550, says: 'Sender not known' });
    await pass(DELAYS_MS[0]!);
    expect(await find(message_id)).toMatchObject({ state: 'waiting', attempts: 2 });
    here.mail.refuse(undefined);
    await pass(DELAYS_MS[1]!);
    expect(here.mail.all).toHaveLength(1);
    expect(await find(message_id)).toMatchObject({ state: 'delivered', attempts: 3 });
  });

  it('gives it up where it says that there is no such recipient, and says so aloud', async () => {
    here.mail.refuse({ at: 'rcpt', code: 550, says: 'No such user shop@example.com here' });
    const { message_id } = await leave('shop');
    expect(await find(message_id)).toMatchObject({
      ...{ state: 'given_up', attempts: 1, delivered_at: null },
      last_fault: expect.stringContaining('No such user'),
    });
    expect(here.lines.join('')).toContain('A message is given up; it is in the inbox.');
    expect(here.lines.join('')).toContain('SMTP 550');
    expect(here.lines.join('')).not.toContain('shop@');
    here.mail.refuse(undefined);
    await pass(7 * 86_400_000);
    expect(here.mail.all).toHaveLength(0);
  });

  it('is asked for three days and then no more', async () => {
    here.mail.refuse({ at: 'data', code: 451, says: 'Try later' });
    const { message_id } = await leave('shop');
    const begun = here.now.getTime();
    for (const delay_ms of DELAYS_MS) {
      expect((await find(message_id)).state).toBe('waiting');
      await pass(delay_ms);
    }
    expect((here.now.getTime() - begun) / 86_400_000).toBeGreaterThan(3);
    expect(await find(message_id)).toMatchObject({ state: 'given_up', attempts: 10 });
  });

  it('gets no password in the clear, unless it is on this machine', async () => {
    const port = new URL(here.mail.url).port;
    const url = `smtp://baton:s3cret@[::ffff:127.0.0.1]:${port}`;
    await again(ways({ mailer: startMailer(url, 'baton@example.com') }));
    const { message_id } = await leave('shop');
    expect(here.mail.all).toHaveLength(0);
    expect(await find(message_id)).toMatchObject({ state: 'waiting', attempts: 1 });
    expect(here.mail.passwords).toEqual([]);
    const wanted = startMailer(`${url}?requireTLS=false`, 'baton@example.com');
    await again(ways({ mailer: wanted }));
    await pass(DELAYS_MS[0]!);
    expect(here.mail.passwords).toEqual(['s3cret']);
    expect(here.mail.all).toHaveLength(1);
  });

  it('is cut off when the backend stops; the message is due again at once', async () => {
    const silent = createTcpServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    await again(ways({ mailer: startMailer(`smtp://127.0.0.1:${port}`, 'baton@example.com') }));
    const connected = once(silent, 'connection');
    const leaving = leave('shop');
    const [socket] = (await connected) as [Socket];
    await here.job.close();
    const { message_id } = await leaving;
    expect(await find(message_id)).toMatchObject({ state: 'waiting', attempts: 0 });
    socket.destroy();
    silent.close();
    await begin();
    await here.job.look();
    expect(here.mail.all).toHaveLength(1);
  });

  it('gets the words alone where it finds the mail too large', async () => {
    here.mail.refuse({ at: 'data', code: 552, says: 'Too large', holding: 'audio/wav' });
    const { session_id, message_id } = await leave('shop', { audio_ms: 100 });
    await putWav(session_id, message_id);
    expect(here.mail.all.map((one) => one.wav)).toEqual([undefined]);
    expect(here.mail.all[0]!.text).toContain('    My bicycle is broken.');
    expect(await find(message_id)).toMatchObject({ state: 'delivered', attempts: 1 });
  });
});
