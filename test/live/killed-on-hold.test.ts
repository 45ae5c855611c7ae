import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { characterFolder } from '../fakes/character-folder.ts';
import type { Leg } from '../line/leg.ts';
import { personsPhone } from '../line/persons-phone.ts';
import { markersIn } from '../sound/audible-markers.ts';
import { CALLER, PERSON } from '../sound/markers.ts';
import { untilRecord } from './call-records.ts';
import { jobOf } from './job-process.ts';
import { isTold } from './person-acts.ts';
import { askForPerson, untilGreeted, untilHears, untilOver } from './phone-talk.ts';
import { type PhoneStack, startPhoneStack } from './phone-stack.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { WARM_CHARACTERS } from './warm-characters.ts';

const office = characterFolder(WARM_CHARACTERS);
let phone: PhoneStack;
let caller: Leg | undefined;
beforeAll(async () => {
  const env = { BATON_CHARACTERS_DIR: office.dir, BATON_FRONT_DESK: 'reception' };
  phone = await startPhoneStack('outbound_trunk: baton-out\ncountries: [US]\n', env);
});
afterEach(async (context) => {
  showLogsOfFailed(context, phone.stack);
  await caller?.hangUp();
});
afterAll(async () => {
  await phone.stop();
  office.remove();
});

it(
  'a caller on hold whose worker is killed hears what is not known, and the person is let go unheard',
  { tags: ['nightly'] },
  async () => {
    const { stack, line } = phone;
    const jamie = personsPhone({
      rings_ms: 700,
      then: [(there) => there.hum(PERSON), isTold('can you take the call')],
    });
    line.onDial = jamie.onDial;
    caller = await line.call({ from: '+14155550199', to: '+15105550123' });
    await untilGreeted(caller);
    const rings = jamie.call(1, 180_000);
    await askForPerson(caller, 'Jamie', rings, CALLER);
    const { leg: person, done } = await rings;
    await done;

    const { room } = caller;
    const { session_id } = await untilRecord(stack, { room }, () => true);
    const lost_ms = caller.position_ms();
    process.kill(jobOf(stack, session_id), 'SIGKILL');
    await untilOver(person);
    await untilHears(caller, lost_ms, 'whether jamie could be reached');
    expect(markersIn(caller.heard(), [PERSON])).toEqual([]);
    expect(markersIn(person.heard(), [CALLER])).toEqual([]);

    const { result, events } = await untilRecord(stack, { room }, (one) =>
      one.events.some(({ type }) => type === 'worker_resumed'),
    );
    expect(result).toMatchObject({ was_transferred: false, verdict: 'unknown' });
    expect(events.map(({ type }) => type)).toContain('worker_lost');

    await askForPerson(caller, 'Jamie', jamie.call(2, 180_000));
  },
);
