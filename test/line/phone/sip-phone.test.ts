import { describe, expect, test } from 'vitest';
import { tone } from '../tones.ts';
import { isRequest, type SipMessage } from './sip-message.ts';
import { FROM, phone, ring, talk, TO } from './two-phones.ts';

/** How much of a recording is this frequency: 1 for a pure tone. */
function share(pcm: Int16Array, hertz: number): number {
  let [real, imaginary, power] = [0, 0, 0];
  pcm.forEach((sample, at) => {
    const angle = (2 * Math.PI * hertz * at) / 8_000;
    real += sample * Math.cos(angle);
    imaginary += sample * Math.sin(angle);
    power += sample * sample;
  });
  return power === 0 ? 0 : (2 * (real ** 2 + imaginary ** 2)) / (pcm.length * power);
}

const namesOf = (messages: readonly SipMessage[]): string[] =>
  messages.map((one) => (isRequest(one) ? one.method : String(one.status)));

describe('two telephones', () => {
  test('hear each other, each what the other said, and the end of the call', async () => {
    const { outgoing, incoming } = await talk();
    const [here, there] = [outgoing.call, incoming.call];
    const spoken = [here.media.speak(tone(440, 400).pcm), there.media.speak(tone(1_000, 400).pcm)];
    const ends = [here, there].map(({ media }) => media.tape.untilSilence(200, { after_ms: 0 }));
    const [hereEnd = 0, thereEnd = 0] = await Promise.all(ends);
    await Promise.all(spoken);
    const last = (call: typeof here, end_ms: number): Int16Array =>
      call.media.tape.recording().pcm.slice((end_ms - 300) * 8, (end_ms - 50) * 8);
    expect(share(last(there, thereEnd), 440)).toBeGreaterThan(0.95);
    expect(share(last(there, thereEnd), 1_000)).toBeLessThan(0.05);
    expect(share(last(here, hereEnd), 1_000)).toBeGreaterThan(0.95);
    await here.hangUp();
    expect(await there.ended).toEqual({ by: 'them', status: null });
    expect(await here.ended).toEqual({ by: 'us', status: null });
  });

  test('hear the keys of each other once, in their order', async () => {
    const { outgoing, incoming } = await talk();
    await Promise.all([outgoing.call.media.press('10#'), incoming.call.media.press('*9')]);
    expect(await incoming.call.media.untilKeys(3)).toBe('10#');
    expect(await outgoing.call.media.untilKeys(2)).toBe('*9');
    await incoming.call.hangUp();
    expect(await outgoing.call.ended).toEqual({ by: 'them', status: null });
  });

  test('know who calls whom, and the X- headers', async () => {
    const { incoming } = await ring({ headers: { 'X-Account-Id': '42', Subject: 'no' } });
    expect([incoming.from, incoming.to]).toEqual([FROM, TO]);
    expect(incoming.headers).toEqual({ 'X-Account-Id': '42' });
  });

  test('answer whoever asks whether they are there', async () => {
    const [one, other] = [await phone(), await phone()];
    expect(await one.inquire(other.at)).toBe(200);
    await other.close();
    const impatient = await phone({ t1_ms: 5 });
    expect(await impatient.inquire(other.at)).toBe(408);
  });
});

describe('a call that does not come about', () => {
  test.each([486, 480, 603, 503])('is refused with %i', async (status) => {
    const { outgoing, incoming } = await ring();
    incoming.refuse(status);
    expect(await outgoing.call.ended).toEqual({ by: 'them', status });
    await expect(outgoing.call.answered).rejects.toThrow(String(status));
  });

  test('because nobody answers is cancelled by the caller', async () => {
    const { outgoing, incoming } = await ring();
    await outgoing.call.hangUp();
    expect(await outgoing.call.ended).toEqual({ by: 'us', status: 487 });
    expect(await incoming.call.ended).toEqual({ by: 'them', status: 487 });
    expect(incoming.answer()).toBe(false);
  });

  test('because nobody is there is over after 64 round trips', async () => {
    const gone = await phone();
    await gone.close();
    const caller = await phone({ t1_ms: 5 });
    const { call } = await caller.place({ from: FROM, to: TO, host: gone.at });
    expect(await call.ended).toEqual({ by: 'them', status: 408 });
  });
});

describe('a lossy line', () => {
  /** Loses the first of each kind of message. */
  const firstOfEach = (): ((message: SipMessage) => boolean) => {
    const seen = new Set<string>();
    return (message) => {
      const [name = ''] = namesOf([message]);
      const isFirst = !seen.has(name);
      seen.add(name);
      // Nobody asks for a second 180.
      return isFirst && name !== '180';
    };
  };

  test('loses no call, no answer and no end of it', async () => {
    const { caller, called, outgoing, incoming } = await talk({
      caller: { isLost: firstOfEach() },
      called: { isLost: firstOfEach() },
    });
    await outgoing.call.media.press('5');
    expect(await incoming.call.media.untilKeys(1)).toBe('5');
    await outgoing.call.hangUp();
    expect(await incoming.call.ended).toEqual({ by: 'them', status: null });
    const asked = namesOf(called.received).filter((name) => name !== 'ACK');
    expect(asked.filter((name) => name === 'INVITE')).toHaveLength(1);
    expect(asked).toContain('BYE');
    expect(namesOf(caller.received)).toContain('200');
  });

  test('brings an answer again whose first copy was lost', async () => {
    const [one, other] = [await phone(), await phone({ isLost: firstOfEach() })];
    expect(await one.inquire(other.at)).toBe(200);
    expect(namesOf(other.received)).toEqual(['OPTIONS', 'OPTIONS']);
  });

  test('acknowledges a refusal of which the first copy was lost', async () => {
    const { called, outgoing, incoming } = await ring({ called: { isLost: firstOfEach() } });
    incoming.refuse(486);
    expect(await outgoing.call.ended).toEqual({ by: 'them', status: 486 });
    await expect.poll(() => namesOf(called.received)).toContain('ACK');
  });
});

describe('a trunk that wants a password', () => {
  const demands = { realm: 'trunk', username: 'baton', password: 'secret' };

  test('takes the call of who knows it', async () => {
    const { caller, outgoing } = await talk({ called: { demands }, credentials: demands });
    expect(namesOf(caller.received)).toContain('407');
    expect(outgoing.call.isActive).toBe(true);
  });

  test.each([undefined, { username: 'baton', password: 'wrong' }])('refuses %o', async (who) => {
    const called = await phone({ demands, onInvite: () => expect.fail('It rang') });
    const caller = await phone();
    const order = { from: FROM, to: TO, host: called.at, ...(who && { credentials: who }) };
    const { call } = await caller.place(order);
    expect(await call.ended).toEqual({ by: 'them', status: 407 });
  });
});
