import { afterEach, describe, expect, it } from 'vitest';
import type { TrunkAnswer } from '../../call/ports.ts';
import type { Verdict } from '../../protocol/verdict.ts';
import { type ACall, aCall } from '../fakes/a-call.ts';
import { aCharacter } from '../fakes/bundle.ts';

const riley = aCharacter({
  slug: 'front-desk',
  name: 'Riley',
  greeting: 'Hi, this is Riley.',
  transfer_targets: [
    {
      id: 'sales',
      label: 'Sales',
      method: 'livekit_sip_refer',
      type: 'phone_number',
      value: '+14155550132',
      is_default: true,
      enabled: true,
    },
  ],
});

interface Row {
  readonly what: string;
  readonly answer: TrunkAnswer;
  /** Verdict while the caller stays, and what the caller hears then; null: nothing more of us. */
  readonly stays: readonly [Verdict, string | null];
  /** Verdict when the caller hangs up while the request is out. */
  readonly leaves: Verdict;
}

const status = (sip_status: number): TrunkAnswer => ({ accepted: false, sip_status });
const BACK = 'could not put you through';

/** What a REFER comes to, by what its trunk answers. Nobody can be dialled here. */
const OUTCOMES: readonly Row[] = [
  {
    what: 'success',
    answer: { accepted: true },
    stays: ['bridged', null],
    leaves: 'accepted_unconfirmed',
  },
  { what: '486', answer: status(486), stays: ['busy', 'on another call'], leaves: 'caller_left' },
  { what: '600', answer: status(600), stays: ['busy', 'on another call'], leaves: 'caller_left' },
  {
    what: '480',
    answer: status(480),
    stays: ['no_answer', 'not answering'],
    leaves: 'caller_left',
  },
  {
    what: '487',
    answer: status(487),
    stays: ['no_answer', 'not answering'],
    leaves: 'caller_left',
  },
  {
    what: '408',
    answer: status(408),
    stays: ['no_answer', 'not answering'],
    leaves: 'caller_left',
  },
  {
    what: '603 at once',
    answer: status(603),
    stays: ['refused_by_trunk', BACK],
    leaves: 'caller_left',
  },
  { what: '405', answer: status(405), stays: ['refused_by_trunk', BACK], leaves: 'caller_left' },
  { what: '501', answer: status(501), stays: ['refused_by_trunk', BACK], leaves: 'caller_left' },
  { what: '404', answer: status(404), stays: ['failed', BACK], leaves: 'caller_left' },
  { what: '503', answer: status(503), stays: ['failed', BACK], leaves: 'caller_left' },
  {
    what: 'no final answer',
    answer: { accepted: false, api_code: 'deadline_exceeded' },
    stays: ['unknown', 'still with me'],
    leaves: 'caller_left',
  },
  {
    what: 'an unreachable server',
    answer: { accepted: false, api_code: 'unreachable' },
    stays: ['failed', BACK],
    leaves: 'caller_left',
  },
];

let call: ACall;
afterEach(() => call.close());

const begin = async () => {
  call = await aCall({
    characters: [riley],
    scripts: {
      'front-desk': (text) =>
        text.includes('sales')
          ? { calls: [{ name: 'transfer_call', args: { target: 'sales' } }] }
          : { say: `Riley heard: ${text}` },
    },
    channel: 'sip_inbound',
    leg: { sip: true, trunk: 'ST_in' },
    dialing: { countries: ['US'] },
  });
};
const said = () => call.events.flatMap((e) => (e.type === 'turn' ? [e.text] : [])).at(-1) ?? '';
const judged = () => call.events.flatMap((e) => (e.type === 'transfer_judged' ? [e.verdict] : []));
const failures = () => call.events.filter(({ type }) => type === 'transfer_failed').length;
const settled = (verdict: Verdict) => ['bridged', 'accepted_unconfirmed'].includes(verdict);

describe.each(OUTCOMES)('a REFER answered with $what', ({ answer, stays, leaves }) => {
  it('while the caller stays', async () => {
    await begin();
    call.line.answers = [answer];
    call.conversation.typed('sales please');
    const [verdict, words] = stays;
    if (words) await call.until('the character is back', () => said().includes(words));
    else await call.until('the call ended', () => call.ended.by !== null);
    expect(judged()).toEqual([verdict]);
    expect(failures()).toBe(settled(verdict) ? 0 : 1);
    expect(call.ended.by).toBe(words ? null : 'transfer');
    if (!words) return;
    call.conversation.typed('Then tell me your opening hours');
    await call.until('it answers', () => said().includes('Riley heard'));
  });

  it('while the caller hangs up after the request has left', async () => {
    await begin();
    let now: (answer: TrunkAnswer) => void = () => undefined;
    call.line.answers = [new Promise((resolve) => (now = resolve))];
    call.conversation.typed('sales please');
    await call.until('the REFER left', () => call.line.refers.length > 0);
    call.line.present = false;
    call.conversation.callerGone();
    now(answer);
    await call.until('the call ended', () => call.ended.by !== null);
    expect(judged()).toEqual([leaves]);
    expect(failures()).toBe(settled(leaves) ? 0 : 1);
    expect(call.ended.by).toBe(settled(leaves) ? 'transfer' : 'caller');
  });

  it('is never asked for when the caller hangs up during the announcement', async () => {
    await begin();
    call.line.answers = [answer];
    call.conversation.typed('sales please');
    await call.until('it is announced', () => call.room.state.includes('putting through'));
    call.line.present = false;
    call.conversation.callerGone();
    expect(call.ended.by).toBe('caller');
    expect(call.line.refers).toEqual([]);
    expect(judged()).toEqual([]);
    expect(failures()).toBe(0);
  });
});
