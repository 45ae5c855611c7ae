import { describe, expect, it } from 'vitest';
import { DELAYS_MS } from '../../backend/webhooks/courier.ts';
import { messagesStand } from './messages-stand.ts';
import { body } from './stand.ts';

const { here, again, ask, find, leave, pass, putWav, ways } = messagesStand();

describe('a message for a number', () => {
  it('is told to the hook, signed, until it is taken, with the same id and body', async () => {
    here.hook.statuses.push(500, 404);
    const { message_id, session_id } = await leave('mobile', { audio_ms: 1000 });
    await putWav(session_id, message_id);
    expect(await find(message_id)).toMatchObject({ state: 'waiting', last_fault: 'HTTP 500' });
    await pass(DELAYS_MS[0]!);
    await pass(DELAYS_MS[1]!);
    expect(here.hook.all).toHaveLength(3);
    expect(new Set(here.hook.all.map((one) => one.id))).toEqual(new Set([message_id]));
    expect(new Set(here.hook.all.map((one) => one.text)).size).toBe(1);
    expect(here.hook.all[0]!.told).toMatchObject({
      timestamp: '2026-12-01T14:30:00.000Z',
      data: {
        ...{ message_id, session_id, to: '+15550100123', character: 'mobile' },
        ...{ character_name: 'Mobile', text: 'My bicycle is broken.', from: 'Ada' },
        ...{ caller_id: '+14155550132', audio_ms: 1000 },
        recording: `/api/calls/${session_id}/messages/${message_id}/audio`,
      },
    });
    expect(await find(message_id)).toMatchObject({ state: 'delivered', attempts: 3 });
    expect(here.mail.all).toHaveLength(0);
  });

  it('is given up where the hook wants it no more', async () => {
    here.hook.statuses.push(410);
    const { message_id } = await leave('mobile');
    expect(await find(message_id)).toMatchObject({ state: 'given_up', last_fault: 'HTTP 410' });
  });

  it('stays in the inbox without a hook, and says what is missing', async () => {
    await again(ways({ hook: undefined, mailTo: 'desk@example.com' }));
    const { message_id } = await leave('mobile');
    expect(await find(message_id)).toMatchObject({
      ...{ state: 'inbox', addressee: '+15550100123', attempts: 0 },
      last_fault: 'BATON_MESSAGE_HOOK_URL is not set.',
    });
    expect(here.mail.all).toHaveLength(0);
    const refused = await ask(message_id, 'deliver');
    expect([refused.status, (await body(refused)).code]).toEqual([409, 'not_deliverable']);
    await again(ways());
    expect((await ask(message_id, 'deliver')).status).toBe(200);
    await here.job.look();
    expect(here.hook.all.map((one) => one.id)).toEqual([message_id]);
  });

  it('stays in the inbox where the hook was taken away while it waited', async () => {
    here.hook.statuses.push(500);
    const { message_id } = await leave('mobile');
    await again({});
    await pass(DELAYS_MS[0]!);
    expect(await find(message_id)).toMatchObject({
      ...{ state: 'inbox', attempts: 1, last_fault: 'BATON_MESSAGE_HOOK_URL is not set.' },
    });
  });
});
