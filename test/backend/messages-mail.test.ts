import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCharacterFile } from '../../backend/characters/character-file.ts';
import { id, LEASE_MS, WAV, messagesStand } from './messages-stand.ts';
import { characterText, committed, event, operator } from './stand.ts';

const { here, again, find, leave, pass, putWav, send, ways, taken } = messagesStand();

describe('a message by mail', () => {
  it('arrives once, with who, for whom, when by their clock, and the voice', async () => {
    const { session_id, message_id, message } = await leave('shop', { audio_ms: 2100 });
    expect(here.mail.all).toHaveLength(0);
    const path = await putWav(session_id, message_id);
    await send(session_id, message, { ...message, id: randomUUID() });
    await pass(LEASE_MS);
    expect(here.mail.all).toHaveLength(1);
    const [arrived] = here.mail.all;
    expect(arrived).toMatchObject({ from: 'baton@example.com', to: ['shop@example.com'] });
    expect(arrived!.header('Message-ID')).toBe(id(message_id));
    expect(arrived!.header('Auto-Submitted')).toBe('auto-generated');
    expect(arrived!.text).toContain('    My bicycle is broken.');
    expect(arrived!.text).toContain('From: Ada, +14155550132');
    expect(arrived!.text).toContain('For: Shöp');
    expect(arrived!.text).toMatch(/^When: Tuesday,? 1 December 2026 at 20:00 \(Asia\/Kolkata\)$/m);
    expect(arrived!.text).toContain('Recording: attached, 3 s');
    expect(arrived!.wav!.equals(WAV)).toBe(true);
    expect(await find(message_id)).toMatchObject({
      ...{ session_id, character: 'shop', meant_for: 'shop', workspace: 'default' },
      ...{ text: 'My bicycle is broken.', from: 'Ada', caller_id: '+14155550132' },
      ...{ audio_ms: 2100, recording: path, addressee: 'shop@example.com' },
      ...{ state: 'delivered', attempts: 1, last_fault: null, done_at: null },
      delivered_at: '2026-12-01T14:30:00.000Z',
    });
    expect(here.lines.join('')).not.toMatch(/Ada|bicycle|shop@|14155550132/);
  });

  it('goes to somebody of the directory who was asked for last and not reached, and to nobody of it after a handoff', async () => {
    const entry = {
      display_name: 'Jamie Lee',
      username: '+15550100123',
      mailbox: 'jamie@example.com',
    };
    const made = await here.backend.app.request('/api/directory', {
      method: 'POST',
      headers: { ...operator, 'Content-Type': 'application/json' },
      body: JSON.stringify(entry),
    });
    const { id: entry_id } = (await made.json()) as { id: string };
    const call = { room: randomUUID(), channel: 'sip_inbound', character: 'shop' };
    const { session_id } = await here.backend.openCall(call);
    const attempt = { attempt_id: randomUUID(), destination: '+15550100123' };
    const sent = event({ type: 'transfer_sent', ...attempt, method: 'warm', entry_id });
    const failed = event({ type: 'transfer_failed', ...attempt, error: 'no_answer' });
    await send(session_id, sent, failed, taken());
    await here.job.look();
    expect(here.mail.all.map((one) => one.to)).toEqual([['jamie@example.com']]);
    const other = { attempt_id: randomUUID(), destination: 'accounts' };
    const refused = event({ type: 'transfer_failed', ...other, error: 'no_target: Nobody.' });
    await send(session_id, refused, taken());
    await here.job.look();
    expect(here.mail.all.at(-1)!.to).toEqual(['shop@example.com']);
    await send(session_id, committed('shop', 'garage'), taken());
    await here.job.look();
    expect(here.mail.all.at(-1)!.to).toEqual(['garage@example.com']);
  });

  it('waits a minute for its recording and no longer', async () => {
    const { message_id } = await leave('shop', { audio_ms: 2100 });
    await pass(59_000);
    expect(here.mail.all).toHaveLength(0);
    await pass(1000);
    expect(here.mail.all.map((one) => one.wav)).toEqual([undefined]);
    expect(here.mail.all[0]!.text).toContain('Recording: not attached');
    expect(await find(message_id)).toMatchObject({ state: 'delivered', recording: null });
  });

  it('does not wait for a recording that came before its words, or that there is none of', async () => {
    const call = { room: randomUUID(), channel: 'sip_inbound', character: 'shop' };
    const { session_id } = await here.backend.openCall(call);
    const message = taken({ audio_ms: 2100 });
    await putWav(session_id, message.message_id);
    await send(session_id, message);
    await here.job.look();
    expect(here.mail.all.map((one) => one.wav?.length)).toEqual([WAV.length]);
    await leave('shop');
    expect(here.mail.all[1]!.text).toContain('Recording: none');
  });

  it('brings no header and no line of ours that the caller has spoken', async () => {
    const from = 'Eve\r\nBcc: all@example.com\r\n\r\nHello\u2028Bcc: x@example.com';
    const text = 'Hi.\r\nFrom: the director\n.\nQUIT\u2028When: now\u0000';
    await leave('shop', { from, text });
    const [arrived] = here.mail.all;
    expect(arrived!.to).toEqual(['shop@example.com']);
    expect(arrived!.header('Bcc')).toBeUndefined();
    expect(arrived!.header('Subject')).toBeDefined();
    const ours = arrived!.text
      .split(/\r?\n/)
      .filter((line) => /^(From|When|Bcc|QUIT|\.)/.test(line));
    expect(ours).toEqual([
      expect.stringContaining('From: Eve Bcc:'),
      expect.stringMatching(/^When: Tue/),
    ]);
    expect(arrived!.text).toContain('    From: the director');
  });

  it('is one address: what a list would be is nobody’s mailbox', () => {
    for (const mailbox of ['a@b.test, c@d.test', 'Desk <a@b.test>', '5550100', 'reception']) {
      const { faults } = readCharacterFile('x.md', characterText('X', `mailbox: "${mailbox}"\n`));
      expect(faults, mailbox).toMatchObject([
        { path: 'mailbox', expected: expect.stringContaining('an e-mail address, or a number') },
      ]);
    }
  });

  it('goes to whom the caller had asked for and who was closed', async () => {
    const { session_id } = await here.backend.openCall({
      room: 'r',
      channel: 'web',
      character: 'shop',
    });
    const refused = event({
      type: 'handoff_rolled_back',
      ...{ attempt_id: randomUUID(), from: 'shop', to: 'garage', fault: 'after_hours' },
      waterfall: { decision: 0 },
    });
    const meant = taken();
    const passed = committed('shop', 'mobile');
    const later = taken();
    await send(session_id, refused, meant, passed, later);
    await here.job.look();
    expect(here.mail.all.map((one) => one.to)).toEqual([['garage@example.com']]);
    expect(await find(meant.message_id)).toMatchObject({ character: 'shop', meant_for: 'garage' });
    expect(await find(later.message_id)).toMatchObject({
      ...{ character: 'mobile', meant_for: 'mobile', addressee: '+15550100123' },
    });
  });

  it('goes to the deployment’s address where the character has none, in UTC', async () => {
    await again(ways({ mailTo: 'desk@example.com' }));
    await leave('front-desk');
    expect(here.mail.all[0]!.to).toEqual(['desk@example.com']);
    expect(here.mail.all[0]!.text).toContain('at 14:30 (UTC)');
  });
});
