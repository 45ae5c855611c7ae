import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../line/called-person.ts';
import type { Leg } from '../line/leg.ts';
import type { Line } from '../line/line.ts';
import { untilRecord } from './call-records.ts';
import { callerSays } from './caller-voice.ts';
import { ask, heardSince, untilGreeted } from './phone-talk.ts';
import { type PhoneStack, startPhoneStack } from './phone-stack.ts';
import { showLogsOfFailed } from './show-logs.ts';
import type { TestStack } from './stack.ts';
import { WARM_CHARACTERS } from './warm-characters.ts';

let dir: string;
let phone: PhoneStack;
let stack: TestStack;
let line: Line;
let leg: Leg | undefined;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-warm-'));
  for (const [slug, text] of Object.entries(WARM_CHARACTERS)) {
    writeFileSync(join(dir, `${slug}.md`), text);
  }
  const env = { BATON_CHARACTERS_DIR: dir, BATON_FRONT_DESK: 'reception' };
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
  rmSync(dir, { recursive: true, force: true });
});

async function askForJamie(): Promise<Leg> {
  leg = await line.call({ from: '+14155550199', to: '+15105550123' });
  await untilGreeted(leg);
  await ask(leg, 'Please put me through to Jamie.');
  return leg;
}

/** Says hello on picking up, hears who calls and what is asked, and then does something. */
const whoIsAsked =
  (act: (person: Leg) => unknown): Person =>
  async (person) => {
    await person.speak(await callerSays('Hello, this is Jamie.', { voice: 'awb' }));
    const told = await person.untilSound({ after_ms: person.position_ms() });
    await person.untilSilence(2500, { after_ms: told });
    await act(person);
  };

const recordOf = (caller: Leg, fits: Parameters<typeof untilRecord>[2]) =>
  untilRecord(stack, { room: caller.room }, fits);

describe('a caller on the telephone who asks for a person that is asked first', () => {
  it('hears music meanwhile, and talks to the person who says yes', async () => {
    const seen = line.dials.length;
    line.onDial = () => ({
      rings_ms: 500,
      answered: whoIsAsked(async (person) => {
        await person.speak(await callerSays('Yes. Yes, please.', { voice: 'awb' }));
      }),
    });
    const caller = await askForJamie();
    const { leg: person } = await line.untilDial(seen + 1, 60_000);
    const record = await recordOf(caller, ({ result }) => result.verdict === 'bridged');
    expect(record.result).toMatchObject({ was_transferred: true, transfer_target: 'jamie' });
    const told = await heardSince(person, 0);
    expect(told).toContain('can you take the call');

    const from = person.position_ms();
    await caller.speak(await callerSays('Hello Jamie, it is about my new bike.'));
    await person.untilSilence(1500, { after_ms: from + 2000 });
    expect(await heardSince(person, from)).toContain('new bike');
  });
});
