import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { characterFolder } from '../fakes/character-folder.ts';
import type { Leg } from '../line/leg.ts';
import type { Line } from '../line/line.ts';
import { type Act, personsPhone, type PhoneScript } from '../line/persons-phone.ts';
import { markersIn } from '../sound/audible-markers.ts';
import { CALLER, PERSON } from '../sound/markers.ts';
import { untilMarker } from '../sound/until-marker.ts';
import { untilRecord } from './call-records.ts';
import { hangsUp, isMachine, isTold, presses, says, wordsHeard } from './person-acts.ts';
import { askForPerson, untilGreeted, untilOver } from './phone-talk.ts';
import { type PhoneStack, startPhoneStack } from './phone-stack.ts';
import { showLogsOfFailed } from './show-logs.ts';
import type { TestStack } from './stack.ts';
import { WARM_CHARACTERS } from './warm-characters.ts';

const office = characterFolder(WARM_CHARACTERS);
let phone: PhoneStack;
let stack: TestStack;
let line: Line;
let leg: Leg | undefined;
beforeAll(async () => {
  const env = { BATON_CHARACTERS_DIR: office.dir, BATON_FRONT_DESK: 'reception' };
  phone = await startPhoneStack('outbound_trunk: baton-out\ncountries: [US]\n', env);
  ({ stack, line } = phone);
});
afterEach(async (context) => {
  showLogsOfFailed(context, stack);
  await leg?.hangUp();
  leg = undefined;
});
afterAll(async () => {
  await phone.stop();
  office.remove();
});

const QUESTION = isTold('can you take the call');
const HELLO = says('Hello, this is Jamie.');

/** A caller on the telephone who asks for somebody, and then hums. */
async function asks(name: string, comes: Promise<unknown>): Promise<Leg> {
  leg = await line.call({ from: '+14155550199', to: '+15105550123' });
  await untilGreeted(leg);
  await askForPerson(leg, name, comes, CALLER);
  return leg;
}

/** From now on; before it the recogniser would not understand what is said under the tones. */
const hums = (there: Leg): void => {
  there.hum(PERSON);
};

/** The caller asks for Jamie, whose telephone does what the script says. */
async function asksFor(script: PhoneScript) {
  const phone = personsPhone({ rings_ms: 700, ...script });
  line.onDial = phone.onDial;
  const call = phone.call(1, 180_000);
  const caller = await asks('Jamie', call);
  const { leg: person, done } = await call;
  return { caller, person, done };
}

const recordOf = (caller: Leg, fits: Parameters<typeof untilRecord>[2]) =>
  untilRecord(stack, { room: caller.room }, fits);
const judged = (caller: Leg, verdict: string) =>
  recordOf(caller, ({ result }) => result.verdict === verdict);

/** Two looks of the guard, and the time that a subscription takes to end. */
const LOOKED_AFTER_MS = 1200;
const lengthOf = (heard: readonly { from_ms: number; to_ms: number }[]) =>
  heard.reduce((sum, { from_ms, to_ms }) => sum + to_ms - from_ms, 0);

/** Nothing of either side was heard by the other, from before the first ring until then. */
function expectApart(caller: Leg, person: Leg): void {
  expect(markersIn(caller.heard(), [PERSON])).toEqual([]);
  expect(markersIn(person.heard(), [CALLER])).toEqual([]);
}

const NIGHTLY = { tags: ['nightly' as const] };

/** The person agrees, and the two talk; one side alone does not stay in an empty room. */
async function isPutThrough(agrees: readonly Act[]): Promise<void> {
  const agreed = { at: 0 };
  const { caller, person, done } = await asksFor({
    then: [HELLO, QUESTION, (there) => (agreed.at = there.position_ms()), ...agrees],
  });
  expect(await done).toBe('through');
  // After the music: a recogniser makes nothing of words that begin within it.
  const since = caller.position_ms();
  const [atPerson] = await Promise.all([
    untilMarker(person, CALLER, 0),
    untilMarker(caller, PERSON, 0),
  ]);
  expect(atPerson.from_ms).toBeGreaterThan(agreed.at);
  const record = await judged(caller, 'bridged');
  expect(record.result).toMatchObject({
    was_transferred: true,
    transfer_target: 'jamie',
    transfer_method: 'warm',
  });
  expect(await wordsHeard(person)).toSoundLike('on the line');
  await isTold('connected to')(caller, { heard_ms: since });
  await person.hangUp();
  await untilOver(caller);
  const ended = await recordOf(caller, ({ ended_at }) => ended_at !== null);
  expect(ended.disconnected_by).toBe('transfer');
}

/** The person does not take the call, and the character says so. */
async function staysWithCharacter(script: PhoneScript, verdict: string, words: string) {
  const { caller, person } = await asksFor(script);
  const record = await judged(caller, verdict);
  expect(record.result.was_transferred).toBe(false);
  const since = caller.position_ms();
  await isTold(words)(caller, { heard_ms: Math.max(0, since - 4000) });
  expectApart(caller, person);
  await untilOver(person);
  expect((await recordOf(caller, () => true)).ended_at).toBeNull();
}

describe('a person who is asked first', () => {
  it('and agrees by word talks to the caller, and neither was heard before', () =>
    isPutThrough([says('Yes, I will take the call.'), hums]));

  it('and agrees by key talks to the caller, and neither was heard before', NIGHTLY, () =>
    isPutThrough([hums, presses('1')]),
  );

  it('and says no leaves the caller with the character, who says so', () =>
    staysWithCharacter(
      { then: [HELLO, QUESTION, says('Sorry, no, I am busy.')] },
      'declined',
      'cannot take the call now',
    ));

  it('and is a machine leaves the caller with the character, who says so', () =>
    staysWithCharacter(
      { then: [isMachine('You have reached Jamie. Please leave a message after the tone.')] },
      'voicemail',
      'voicemail of jamie',
    ));

  it.each([
    [
      'presses two',
      { then: [hums, QUESTION, presses('2')] },
      'declined',
      'cannot take the call now',
    ],
    [
      'hangs up while being told',
      { then: [hums, isTold('on the line'), hangsUp()] },
      'no_answer',
      'is not answering',
    ],
    ['is busy', { then: { refuses: 486 } }, 'busy', 'is on another call'],
  ] as const)(
    'and %s leaves the caller with the character, who says so',
    NIGHTLY,
    (_how, script, verdict, words) => staysWithCharacter(script, verdict, words),
  );

  it('hears that the caller has hung up, and is let go', { tags: ['nightly'] }, async () => {
    const { caller, person } = await asksFor({ hum: PERSON, then: [] });
    await isTold('can you take the call')(person, { heard_ms: 0 });
    await caller.hangUp();
    await untilOver(person);
    expect(await wordsHeard(person)).toSoundLike('sorry the caller has just');
    const record = await recordOf(caller, ({ ended_at }) => ended_at !== null);
    expect(record).toMatchObject({ disconnected_by: 'caller', result: { verdict: 'caller_left' } });
    expectApart(caller, person);
  });

  it('is no longer rung when the caller hangs up', { tags: ['nightly'] }, async () => {
    const phone = personsPhone({ then: 'never' });
    line.onDial = phone.onDial;
    const call = phone.call(1, 180_000);
    const caller = await asks('Jamie', call);
    const { leg: person } = await call;
    await caller.hangUp();
    await untilOver(person);
    expect((await judged(caller, 'caller_left')).result.was_transferred).toBe(false);
  });

  it('is followed by the next one, whom the caller hears named', NIGHTLY, async () => {
    const workshop = personsPhone({ then: { refuses: 486 } });
    const jamie = personsPhone({ hum: PERSON, then: [QUESTION, presses('1')] });
    line.onDial = (dial, there) => (dial.to.endsWith('33') ? workshop : jamie).onDial(dial, there);
    const caller = await asks('the workshop', workshop.call(1, 180_000));
    expect(await (await jamie.call(1, 180_000)).done).toBe('through');
    const { result } = await judged(caller, 'bridged');
    expect(result.attempts.map((one) => [one.target, one.verdict])).toEqual([
      ['workshop', 'busy'],
      ['jamie', 'bridged'],
    ]);
    expect(await wordsHeard(caller)).toSoundLike('i am asking jamie');
  });

  it(
    'and the caller stay apart, but for a moment, although both their connections break',
    { tags: ['nightly'] },
    async ({ skip }) => {
      skip(line.real);
      const { caller, person, done } = await asksFor({
        hum: PERSON,
        then: [isTold('on the line'), (there) => there.lose('signalling'), QUESTION, presses('2')],
      });
      await isTold('on the line')(person, { heard_ms: 0 });
      await caller.lose('signalling');
      await done;
      await judged(caller, 'declined');
      // A leg whose connection resumes asks again for what it was bound to while it rang.
      expect(lengthOf(markersIn(caller.heard(), [PERSON]))).toBeLessThan(LOOKED_AFTER_MS);
      expect(lengthOf(markersIn(person.heard(), [CALLER]))).toBeLessThan(LOOKED_AFTER_MS);
    },
  );
});
