import { afterEach, describe, expect, it } from 'vitest';
import type { PersonWatch } from '../../call/ports.ts';
import { TransferTarget } from '../../protocol/transfer-target.ts';
import { type ACall, aCall, type CallSetup, type Script } from '../fakes/a-call.ts';
import { aCharacter } from '../fakes/bundle.ts';

const warm = (label: string, value: string, more = {}) =>
  TransferTarget.parse({ label, method: 'warm', type: 'phone_number', value, ...more });
const jamie = warm('Jamie', '+14155550111', { id: 'jamie', is_default: true });
const riley = aCharacter({
  slug: 'front-desk',
  name: 'Riley',
  greeting: 'Hi.',
  transfer_targets: [jamie],
  variables: { customer_name: { type: 'string' } },
});
const ASK = 'Can you take the call? Please say yes or no, or press one for yes and two for no.';

let call: ACall | undefined;
afterEach(async () => {
  await call?.close();
  call = undefined;
});

const wantsJamie: Script = (text) =>
  text.includes('Jamie')
    ? {
        calls: [
          {
            name: 'transfer_call',
            args: {
              target: 'jamie',
              reason: 'a late invoice',
              variables: { customer_name: 'Ada' },
            },
          },
        ],
      }
    : { say: 'Let me help you.' };

async function asking(setup: Partial<CallSetup> = {}) {
  call = await aCall({
    characters: [riley],
    scripts: { 'front-desk': wantsJamie },
    channel: 'web',
    dialing: { outbound_trunk: 'ST_out', countries: ['US'] },
    ...setup,
  });
  return call;
}

const spoken = (c: ACall) =>
  c.events.flatMap((e) => (e.type === 'turn' && e.role === 'agent' ? [e.text] : []));
const says =
  (asked: string, act: (person: PersonWatch) => void) =>
  (sentence: string, person: PersonWatch) => {
    if (sentence === asked) act(person);
  };
const after = (act: (person: PersonWatch) => void) =>
  says(ASK, (person) => {
    person.speaking(true);
    act(person);
  });

describe('a warm transfer', () => {
  it.each([
    [
      'by word',
      (person: PersonWatch) => {
        person.heard('Yes, go ahead.');
      },
      'word',
    ],
    [
      'by key',
      (person: PersonWatch) => {
        person.pressed('1');
      },
      'key',
    ],
  ])('tells the person who calls and why, and a yes %s connects the two', async (_how, act, by) => {
    const c = await asking();
    c.consult.hears = after(act);
    c.conversation.typed('Jamie please');
    await c.until('the two were connected', () => c.ended.by === 'merged');
    expect(c.consult.calls).toEqual([{ number: '+14155550111', name: 'Jamie' }]);
    expect(c.consult.said).toEqual([
      'Hello, this is Riley. I have Ada on the line, about a late invoice.',
      ASK,
    ]);
    expect(c.consult).toMatchObject({ merged: 1, tones: 1, closed: 0 });
    expect(spoken(c)).toEqual([
      'Hi.',
      'One moment, I am asking Jamie whether they can take your call. Please stay on the line.',
      'You are connected to Jamie now.',
    ]);
    expect(await c.event('transfer_judged')).toMatchObject({
      verdict: 'bridged',
      evidence: { execution: 'consult', answer: 'yes', answered_by: by },
    });
  });

  it.each([
    [
      'says no',
      after((person) => {
        person.heard('No, not now.');
      }),
      'declined',
      'cannot take the call now',
    ],
    [
      'presses two',
      after((person) => {
        person.pressed('2');
      }),
      'declined',
      'cannot take the call now',
    ],
    [
      'hangs up while being told',
      says('Hello, this is Riley. I have Ada on the line, about a late invoice.', (person) => {
        person.gone();
      }),
      'no_answer',
      'is not answering',
    ],
  ])(
    'to a person who %s leaves the caller with the character, who says so',
    async (_title, hears, verdict, words) => {
      const c = await asking();
      c.consult.hears = hears;
      c.conversation.typed('Jamie please');
      expect(await c.event('transfer_judged')).toMatchObject({ verdict });
      await c.until('the caller was told', () => spoken(c).some((text) => text.includes(words)));
      expect(c.consult.merged).toBe(0);
      expect(c.consult.closed).toBeGreaterThan(0);
      expect(c.ended.by).toBeNull();
    },
  );

  it.each([
    ['a busy line', { accepted: false, sip_status: 486 }, 'busy', 'on another call'],
    ['nobody', { accepted: false, api_code: 'canceled' }, 'no_answer', 'is not answering'],
    [
      'somebody who declines',
      { accepted: false, sip_status: 603 },
      'declined',
      'cannot take the call now',
    ],
  ])('that reaches %s asks nobody anything', async (_title, answer, verdict, words) => {
    const c = await asking();
    c.consult.answers = [answer];
    c.conversation.typed('Jamie please');
    expect(await c.event('transfer_judged')).toMatchObject({ verdict });
    await c.until('the caller was told', () => spoken(c).some((text) => text.includes(words)));
    expect(c.consult.said).toEqual([]);
  });

  it.each([
    [
      'what it says of itself',
      (person: PersonWatch) => {
        person.heard('Yes, hi, you have reached Jamie. Please leave a message after the tone.');
      },
      'machine_words',
    ],
    [
      'its beep',
      (person: PersonWatch) => {
        person.beep();
      },
      'beep',
    ],
  ])('knows an answering machine by %s, and connects nobody to it', async (_how, picksUp, by) => {
    const c = await asking();
    c.consult.picksUp = picksUp;
    c.conversation.typed('Jamie please');
    expect(await c.event('transfer_judged')).toMatchObject({
      verdict: 'voicemail',
      evidence: { answer: 'machine', answered_by: by },
    });
    await c.until('the caller was told', () =>
      spoken(c).some((text) => text.includes('voicemail')),
    );
    expect(c.consult.merged).toBe(0);
  });

  it('takes no yes for one that was said on picking up or while being told', async () => {
    const c = await asking();
    c.consult.picksUp = (person) => {
      person.speaking(true);
      person.heard('Yes?');
    };
    c.consult.hears = (sentence, person) => {
      if (sentence !== ASK) {
        person.speaking(true);
        return;
      }
      // Recognised while the question is put, but begun before it.
      if (c.consult.said.length === 2) person.heard('Yes, hello?');
      else person.pressed('2');
    };
    c.conversation.typed('Jamie please');
    await c.until('the question was put', () => c.consult.said.length >= 2);
    c.consult.person!.speaking(true);
    await new Promise((resolve) => setImmediate(resolve));
    c.consult.person!.heard('Who is this?');
    expect(await c.event('transfer_judged')).toMatchObject({ verdict: 'declined' });
    expect(c.consult.merged).toBe(0);
  });

  it('asks the next of several, and the caller hears who is being asked', async () => {
    const kim = warm('Kim', '+14155550122', { id: 'kim' });
    const first = { ...jamie, then: ['kim'] };
    const c = await asking({ characters: [{ ...riley, transfer_targets: [first, kim] }] });
    c.consult.answers = [{ accepted: false, sip_status: 486 }];
    c.consult.hears = after((person) => {
      person.pressed('1');
    });
    c.conversation.typed('Jamie please');
    await c.until('the two were connected', () => c.ended.by === 'merged');
    expect(c.consult.calls.map(({ name }) => name)).toEqual(['Jamie', 'Kim']);
    expect(spoken(c)).toContain('Jamie cannot take the call, so I am asking Kim.');
    expect(spoken(c).at(-1)).toBe('You are connected to Kim now.');
    const sent = c.events.flatMap((e) => (e.type === 'transfer_sent' ? [e.target] : []));
    expect(sent).toEqual(['jamie', 'kim']);
    const judged = c.events.flatMap((e) => (e.type === 'transfer_judged' ? [e.verdict] : []));
    expect(judged).toEqual(['busy', 'bridged']);
  });

  it('leaves nobody on hold whom the person has left between the yes and the connection', async () => {
    const c = await asking();
    c.consult.bothThere = false;
    c.consult.hears = after((person) => {
      person.pressed('1');
    });
    c.conversation.typed('Jamie please');
    expect(await c.event('transfer_judged')).toMatchObject({ verdict: 'failed' });
    await c.until('the caller was told', () =>
      spoken(c).some((text) => text.includes('could not put you through')),
    );
    expect(c.consult.closed).toBe(1);
    expect(c.ended.by).toBeNull();
  });

  it('ends with the caller: the person is told and let go', async () => {
    const c = await asking();
    c.consult.endless = true;
    c.conversation.typed('Jamie please');
    await c.until('the person is being told', () => c.consult.said.length > 0);
    c.consult.endless = false;
    c.line.present = false;
    c.conversation.callerGone();
    expect(await c.event('transfer_judged')).toMatchObject({ verdict: 'caller_left' });
    expect(c.consult.said.at(-1)).toBe('I am sorry, the caller has just hung up. Goodbye.');
    expect(c.consult).toMatchObject({ merged: 0 });
    expect(c.ended.by).toBe('caller');
  });

  it('stops the ringing when the caller hangs up before anybody picked up', async () => {
    const c = await asking();
    let stopped!: (answer: { accepted: false; api_code: string }) => void;
    c.consult.answers = [
      new Promise((resolve) => {
        stopped = resolve;
      }),
    ];
    c.conversation.typed('Jamie please');
    await c.until('it rings', () => c.consult.calls.length === 1);
    c.line.present = false;
    c.conversation.callerGone();
    await c.until('the ringing was stopped', () => c.consult.closed > 0);
    stopped({ accepted: false, api_code: 'canceled' });
    expect(await c.event('transfer_judged')).toMatchObject({ verdict: 'caller_left' });
    expect(c.consult.said).toEqual([]);
  });

  it('is not offered where there is no room to hold it in', async () => {
    const c = await asking({ channel: 'console' });
    c.conversation.typed('Jamie please');
    await c.until('it is refused', () => c.events.some((e) => e.type === 'transfer_failed'));
    expect(c.consult.calls).toEqual([]);
  });
});
