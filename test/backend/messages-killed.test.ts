import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../protocol/message.ts';
import { place } from './backend-process.ts';
import { mailServer, type MailServer } from './messages-mail-server.ts';
import { event, operator, worker } from './stand.ts';

const LIMIT_MS = 180_000;

let mail: MailServer;
let here: ReturnType<typeof place>;
beforeEach(async () => {
  mail = await mailServer();
  here = place();
});
afterEach(async () => {
  await here.clear();
  await mail.down();
});

describe('a backend that is killed', () => {
  it(
    'delivers after its restart the message that it could not deliver before',
    async () => {
      const env = {
        SMTP_URL: mail.url,
        BATON_MAIL_FROM: 'baton@example.com',
        BATON_MAIL_TO: 'desk@example.com',
      };
      mail.refuse({ at: 'rcpt', code: 451, says: 'Later' });
      const first = await here.start(env);
      const post = async (path: string, sent: unknown) => {
        const options = { method: 'POST', headers: worker, body: JSON.stringify(sent) };
        const stored = await fetch(`${first.url}${path}`, options);
        expect(stored.status).toBe(200);
        return stored.json() as Promise<{ session_id: string }>;
      };
      const { session_id } = await post('/api/calls', { room: 'room', channel: 'console' });
      const message_id = randomUUID();
      const taken = event({ type: 'message_taken', message_id, text: 'Call me.' });
      await post(`/api/calls/${session_id}/events`, { events: [taken] });
      const listed = async (url: string) => {
        const answer = await fetch(`${url}/api/messages`, { headers: operator });
        return ((await answer.json()) as { messages: Message[] }).messages;
      };
      const fault = async () => (await listed(first.url))[0]?.last_fault;
      await expect.poll(fault, { timeout: LIMIT_MS }).toContain('Later');
      await first.kill();
      mail.refuse(undefined);
      const arrived = mail.next();
      const second = await here.start(env);
      await arrived;
      expect(mail.all.map((one) => [one.to, one.header('Message-ID')])).toEqual([
        [['desk@example.com'], `<${message_id}@example.com>`],
      ]);
      expect(await second.stop()).toBe(0);
      const third = await here.start(env);
      expect(await listed(third.url)).toMatchObject([
        { message_id, state: 'delivered', text: 'Call me.' },
      ]);
    },
    LIMIT_MS,
  );
});
