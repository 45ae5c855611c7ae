import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { type ACall, aCall, type CallSetup } from '../fakes/a-call.ts';
import { aCharacter } from '../fakes/bundle.ts';

const riley = aCharacter({ slug: 'front-desk', name: 'Riley', greeting: 'Hi, this is Riley.' });
const phone: Partial<CallSetup> = {
  channel: 'sip_inbound',
  leg: { sip: true, trunk: 'ST_in' },
  dialing: { outbound_trunk: 'ST_out', extension_uri: 'sip:{ext}@pbx.example.com' },
};

let call: ACall | undefined;
afterEach(async () => {
  await call?.close();
  call = undefined;
});
const begin = (setup: Partial<CallSetup> = phone) =>
  aCall({
    characters: [riley],
    scripts: { 'front-desk': (text) => ({ say: `Riley heard: ${text}` }) },
    ...setup,
  });

describe('a transfer that an operator dials', () => {
  it('is announced and goes to the extension, as the attempt that the console knows', async () => {
    call = await begin();
    const attempt_id = randomUUID();
    call.conversation.dialled('100', attempt_id);
    await call.until('the call ended', () => call!.ended.by !== null);
    expect(call.line.refers).toMatchObject([{ uri: 'sip:100@pbx.example.com' }]);
    expect(await call.event('tool_call')).toMatchObject({
      name: 'operator_transfer',
      target: '100',
      attempt_id,
    });
    expect(await call.event('transfer_sent')).toMatchObject({ attempt_id });
    expect(await call.event('transfer_judged')).toMatchObject({ attempt_id });
    const said = call.events.flatMap((e) => (e.type === 'turn' ? [e.text] : []));
    expect(said.at(-1)).toContain('putting you through to a colleague');
  });

  it('before anybody has spoken begins once the greeting was heard', async () => {
    const attempt_id = randomUUID();
    call = await begin({
      ...phone,
      meanwhile: ({ conversation }) => {
        conversation.dialled('100', attempt_id);
        return Promise.resolve();
      },
    });
    await call.until('the call ended', () => call!.ended.by !== null);
    expect(call.ended.by).toBe('transfer');
    const said = call.events.flatMap((e) => (e.type === 'turn' ? [e.text] : []));
    expect(said).toEqual(['Hi, this is Riley.', expect.stringContaining('putting you through')]);
    expect(await call.event('transfer_sent')).toMatchObject({ attempt_id });
  });

  it('is refused by the same policy, and the console is told why', async () => {
    call = await begin();
    const attempt_id = randomUUID();
    call.conversation.dialled('911', attempt_id);
    expect(await call.event('transfer_failed')).toMatchObject({
      attempt_id,
      destination: '911',
      error: expect.stringContaining('Emergency numbers') as string,
    });
    expect(call.line.refers).toEqual([]);
  });

  it('does not begin a second one over one that is under way', async () => {
    call = await begin();
    call.conversation.dialled('100', randomUUID());
    const second = randomUUID();
    call.conversation.dialled('101', second);
    expect(await call.event('transfer_failed')).toMatchObject({ attempt_id: second });
    await call.until('the call ended', () => call!.ended.by !== null);
    expect(call.line.refers).toHaveLength(1);
  });
});
