import { afterEach, describe, expect, it } from 'vitest';
import type { SwitchAnswer, TrunkAnswer } from '../../call/ports.ts';
import type { TransferTarget } from '../../protocol/transfer-target.ts';
import type { ACall, CallSetup, Script } from '../fakes/a-call.ts';
import { begin, phone, refer, refused, riley, target, turns } from '../fakes/transferring.ts';

let call: ACall | undefined;
afterEach(async () => {
  await call?.close();
  call = undefined;
});

describe('a transfer by REFER', () => {
  it('is announced to its end, leaves once with the headers let out, and ends the call', async () => {
    call = await begin();
    call.conversation.typed('Please put me through to sales');
    await call.until('the call ended', () => call!.ended.by !== null);
    expect(turns(call).at(-1)).toContain('putting you through to Sales');
    expect(call.line.refers).toEqual([
      { uri: 'tel:+14155550132', headers: { 'X-Account-Id': '42' } },
    ]);
    expect(call.ended.by).toBe('transfer');
    expect(await call.event('transfer_judged')).toMatchObject({
      verdict: 'bridged',
      evidence: { execution: 'refer', headers: ['X-Account-Id'] },
    });
    expect(await call.event('tool_call')).toMatchObject({
      target: 'sales',
      method: 'livekit_sip_refer',
    });
    expect(call.events.map(({ type }) => type)).not.toContain('transfer_failed');
  });

  it.each(['sip_outbound', 'sip_attach'] as const)('carries no headers on %s', async (channel) => {
    call = await begin({ ...phone, channel });
    call.conversation.typed('support please');
    await call.until('the REFER left', () => call!.line.refers.length > 0);
    expect(call.line.refers).toEqual([{ uri: 'sip:support@pbx.example.com', headers: {} }]);
  });

  it.each([
    [486, 'busy', 'on another call'],
    [480, 'no_answer', 'not answering'],
    [404, 'failed', 'could not put you through'],
    [500, 'failed', 'could not put you through'],
  ])(
    'that ends with %i (%s) brings the character back, who says so',
    async (status, verdict, said) => {
      call = await begin();
      call.line.answers = [refused(status)];
      call.conversation.typed('sales please');
      await call.until('the character is back', () => turns(call!).at(-1)!.includes(said));
      expect(await call.event('transfer_judged')).toMatchObject({ verdict });
      expect(await call.event('transfer_failed')).toMatchObject({ sip_status: status });
      expect(call.ended.by).toBeNull();
      call.conversation.typed('Then tell me your opening hours');
      await call.until('it answers', () => turns(call!).at(-1)!.includes('Riley heard'));
      expect(call.room.state.at(-1)).toBe('talking Riley');
    },
  );

  it('that met another request is made once more', async () => {
    call = await begin();
    call.line.answers = [refused(491), { accepted: true }];
    call.conversation.typed('sales please');
    await call.until('the call ended', () => call!.ended.by !== null);
    expect(call.line.refers).toHaveLength(2);
    expect(await call.event('transfer_judged')).toMatchObject({ verdict: 'bridged' });
  });

  it('that the trunk refuses is made by dialling the person in, and remembered', async () => {
    call = await begin();
    call.line.answers = [refused(405), { accepted: true }];
    call.conversation.typed('sales please');
    await call.until('the call was merged', () => call!.ended.by !== null);
    expect(call.line.dials).toEqual([{ number: '+14155550132', name: 'Sales' }]);
    expect(call.ended.by).toBe('merged');
    const judged = call.events.filter((event) => event.type === 'transfer_judged');
    expect(judged).toMatchObject([
      { verdict: 'refused_by_trunk', trunk: 'ST_in' },
      { verdict: 'bridged', evidence: { execution: 'dial_in' } },
    ]);
    expect(turns(call).at(-1)).toContain('connected to Sales');
  });

  it('whose caller hung up is never a success', async () => {
    const c = (call = await begin());
    const answer = await refer(c);
    c.line.present = false;
    c.conversation.callerGone();
    expect(c.ended.by).toBeNull();
    answer.now!({ accepted: false, api_code: 'unavailable' });
    await c.until('the call ended', () => c.ended.by !== null);
    expect(c.ended.by).toBe('caller');
    expect(await c.event('transfer_judged')).toMatchObject({ verdict: 'caller_left' });
  });

  it('of a caller who hung up during the announcement is not sent', async () => {
    call = await begin();
    call.conversation.typed('sales please');
    await call.until('it was decided', () => call!.room.state.includes('putting through'));
    call.conversation.callerGone();
    expect(call.ended.by).toBe('caller');
    expect(call.line.refers).toEqual([]);
    expect(call.events.map(({ type }) => type)).not.toContain('transfer_sent');
  });
});

describe('a caller without a SIP leg', () => {
  const web: Partial<CallSetup> = { dialing: { outbound_trunk: 'ST_out', countries: ['US'] } };

  it('gets the person dialled into the room, and the worker leaves', async () => {
    call = await begin(web);
    call.conversation.typed('sales please');
    await call.until('the call was merged', () => call!.ended.by !== null);
    expect(call.line.refers).toEqual([]);
    expect(call.line.dials).toEqual([{ number: '+14155550132', name: 'Sales' }]);
    expect(call.ended.by).toBe('merged');
  });

  it('who hangs up does not leave a telephone ringing', async () => {
    call = await begin(web);
    call.line.answers = [new Promise(() => undefined)];
    call.conversation.typed('sales please');
    await call.until('it rings', () => call!.line.dials.length > 0);
    call.line.present = false;
    call.conversation.callerGone();
    await call.until('the call ended', () => call!.ended.by !== null);
    expect(call.ended.by).toBe('caller');
    expect(call.line.released).toBeGreaterThan(0);
    expect(await call.event('transfer_judged')).toMatchObject({ verdict: 'caller_left' });
  });

  it('is promised nobody where nobody can be dialled', async () => {
    call = await begin({ dialing: { countries: ['US'] } });
    call.conversation.typed('hello');
    await call.until('the model was asked', () => call!.minds['front-desk']!.asked.length > 0);
    expect(call.minds['front-desk']!.asked[0]!.tools).not.toContain('transfer_call');
  });
});

describe('a caller whom a telephony platform streams', () => {
  const switchOf = (id: string, more: Partial<TransferTarget>) =>
    target(id, '104', {
      id,
      method: 'websocket_reverse_transfer',
      type: 'extension',
      ...more,
    });
  const sasha = {
    ...riley,
    transfer_targets: [
      ...riley.transfer_targets,
      switchOf('sales', { is_default: true }),
      switchOf('support', { type: 'phone_number', value: '+14155550133' }),
    ],
  };
  const stream: Partial<CallSetup> = {
    characters: [sasha],
    channel: 'websocket',
    dialing: { countries: ['US'] },
  };

  it('is announced to, and taken by the switch; the worker leaves without a word', async () => {
    call = await begin(stream);
    call.conversation.typed('sales please');
    await call.until('the call ended', () => call!.ended.by !== null);
    expect(turns(call).at(-1)).toContain('putting you through to sales');
    expect(call.stream.transfers).toEqual(['104']);
    expect(call.ended.by).toBe('transfer');
    expect(await call.event('transfer_sent')).toMatchObject({
      method: 'websocket_reverse_transfer',
      destination: '104',
    });
    expect(await call.event('transfer_judged')).toMatchObject({
      verdict: 'accepted_unconfirmed',
      evidence: { execution: 'stream', accepted: true, switch_confirmed: false },
    });
    expect([...call.line.refers, ...call.line.dials]).toEqual([]);
  });

  it('is bridged where the switch names the transfer', async () => {
    call = await begin(stream);
    call.stream.answers = [{ accepted: true, switch_confirmed: true }];
    call.conversation.typed('support please');
    await call.until('the call ended', () => call!.ended.by !== null);
    expect(call.stream.transfers).toEqual(['+14155550133']);
    expect(await call.event('transfer_judged')).toMatchObject({ verdict: 'bridged' });
    expect(call.ended.by).toBe('transfer');
  });

  it('is told where the switch could not be asked, and stays with the character', async () => {
    call = await begin(stream);
    call.stream.answers = [{ accepted: false, api_code: 'not_sent' }];
    call.conversation.typed('sales please');
    await call.until('it is back', () => turns(call!).at(-1)!.includes('could not put you'));
    expect(await call.event('transfer_failed')).toMatchObject({ error: 'not_sent' });
    expect(call.ended.by).toBeNull();
  });

  it.each([
    ['hangs up before the switch was asked', 'not_sent', 'caller_left'],
    ['is gone with the gateway that asked it', 'timeout', 'unknown'],
  ] as const)('who %s ends the call truthfully', async (_what, api_code, verdict) => {
    call = await begin(stream);
    const answer: { now?: (answer: SwitchAnswer) => void } = {};
    call.stream.answers = [new Promise((resolve) => (answer.now = resolve))];
    call.conversation.typed('sales please');
    await call.until('the request left', () => call!.stream.transfers.length > 0);
    call.line.present = false;
    call.conversation.callerGone();
    answer.now!({ accepted: false, api_code });
    await call.until('the call ended', () => call!.ended.by !== null);
    expect(call.ended.by).toBe('caller');
    expect(await call.event('transfer_judged')).toMatchObject({ verdict });
  });
});

describe('a person who was dialled in', () => {
  const web: Partial<CallSetup> = { dialing: { outbound_trunk: 'ST_out', countries: ['US'] } };

  it('is let go when the caller has hung up meanwhile', async () => {
    call = await begin(web);
    const answer: { now?: (answer: TrunkAnswer) => void } = {};
    call.line.answers = [new Promise((resolve) => (answer.now = resolve))];
    call.conversation.typed('sales please');
    await call.until('it rings', () => call!.line.dials.length > 0);
    call.line.present = false;
    answer.now!({ accepted: true });
    await call.until('the call ended', () => call!.ended.by !== null);
    expect(call.ended.by).toBe('caller');
    expect(call.line.released).toBeGreaterThan(0);
  });

  it('and is gone again leaves the caller with the character', async () => {
    call = await begin(web);
    call.line.personStays = false;
    call.conversation.typed('sales please');
    await call.until('it is back', () => turns(call!).at(-1)!.includes('could not put you'));
    expect(call.ended.by).toBeNull();
    expect(await call.event('transfer_judged')).toMatchObject({ verdict: 'failed' });
  });

  it('hears no model into the call once they are connected', async () => {
    call = await begin(web);
    call.conversation.typed('sales please');
    await call.until('they are connected', () =>
      call!.events.some(({ type }) => type === 'transfer_judged'),
    );
    const asked = call.minds['front-desk']!.asked.length;
    expect(call.conversation.heard('Hello there')).toEqual({ hold: true });
    await call.until('the call was merged', () => call!.ended.by !== null);
    expect(call.minds['front-desk']!.asked).toHaveLength(asked);
  });

  it('who is reached only at another host is not dialled elsewhere', async () => {
    call = await begin(web);
    call.conversation.typed('support please');
    const failed = await call.event('transfer_failed');
    expect(failed.error).toContain('not_dialled');
    expect(call.line.dials).toEqual([]);
  });
});

describe('a goodbye beside a transfer', () => {
  const transfer = { name: 'transfer_call', args: { target: 'sales' } };
  const goodbye = { name: 'end_call', args: {} };
  it.each([
    ['after', [transfer, goodbye]],
    ['before', [goodbye, transfer]],
  ])('in the same turn, %s it, does not keep the request from leaving', async (_when, calls) => {
    const both: Script = (text) =>
      text.includes('sales') ? { say: 'Goodbye.', calls } : { say: 'Yes.' };
    call = await begin({
      ...phone,
      characters: [{ ...riley, tools: ['end_call'] }],
      scripts: { 'front-desk': both },
    });
    call.conversation.typed('sales please');
    await call.until('the call ended', () => call!.ended.by !== null);
    expect(call.ended.by).toBe('transfer');
    expect(call.line.refers).toHaveLength(1);
  });
});

describe('a trunk that refused a REFER in this call', () => {
  it('is not asked again', async () => {
    call = await begin();
    call.line.answers = [refused(405), refused(486), { accepted: true }];
    call.conversation.typed('sales please');
    await call.until('the person is busy', () => turns(call!).at(-1)!.includes('another call'));
    call.conversation.typed('sales again please');
    await call.until('the call was merged', () => call!.ended.by !== null);
    expect(call.line.refers).toHaveLength(1);
    expect(call.line.dials).toHaveLength(2);
  });
});

describe('a transfer that is refused', () => {
  it.each([
    ['to nobody there is', {}, 'nobody', 'no_target'],
    [
      'to a country that is not dialled',
      { dialing: { outbound_trunk: 'x' } },
      'sales',
      'not_dialled',
    ],
    ['on a transport without one', { channel: 'exotel' as const }, 'sales', 'not_supported'],
  ])('%s is in the record, and the call goes on', async (_what, setup, asked, error) => {
    call = await begin({ ...phone, ...setup });
    call.conversation.typed(`${asked} please`);
    const failed = await call.event('transfer_failed');
    expect(failed.error).toContain(error);
    expect(call.line.refers).toEqual([]);
    expect(call.ended.by).toBeNull();
  });
});
