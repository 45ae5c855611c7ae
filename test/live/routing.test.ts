import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CallRecord } from '../../protocol/call-record.ts';
import { characterFolder } from '../fakes/character-folder.ts';
import type { Leg } from '../line/leg.ts';
import type { Line } from '../line/line.ts';
import { untilRecord } from './call-records.ts';
import { callerSays } from './caller-voice.ts';
import { type PhoneStack, startPhoneStack } from './phone-stack.ts';
import { ask, nextSentence, untilGreeted } from './phone-talk.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { routingCharacters, soonOpen, type SoonOpen } from './routing-characters.ts';
import type { TestStack } from './stack.ts';

const FROM = '+14155550199';
const TO = '+15105550123';
const L3 = '+14155550188';

const office = characterFolder({});
let phone: PhoneStack;
let stack: TestStack;
let line: Line;
let leg: Leg | undefined;
beforeAll(async () => {
  writeOffice({ timezone: 'Etc/UTC', start: '00:00', end: '24:00' });
  const env = {
    BATON_CHARACTERS_DIR: office.dir,
    BATON_FRONT_DESK: 'reception',
    BATON_L3_NUMBER: L3,
  };
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

async function greeted(): Promise<Leg> {
  leg = await line.call({ from: FROM, to: TO });
  await untilGreeted(leg);
  return leg;
}

/** Writes the hours of the office, and waits until they are in force for the next call. */
async function officeOpensSoon(): Promise<void> {
  const imports = () => stack.log('backend').split('Characters were imported').length;
  const before = imports();
  writeOffice(soonOpen(Date.now()));
  const until = Date.now() + 60_000;
  while (imports() === before) {
    if (Date.now() > until) throw new Error('The edit of a character was not taken.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function writeOffice(hours: SoonOpen): void {
  for (const [name, text] of Object.entries(routingCharacters(hours))) {
    office.write(`${name}.md`, text);
  }
}

const recordOf = (caller: Leg, fits: (record: CallRecord) => boolean) =>
  untilRecord(stack, { room: caller.room }, fits);
const reached = (slug: string) => (record: CallRecord) => record.path.at(-1) === slug;

describe('routing on the telephone', () => {
  it(
    'a closed office takes a call back; the telephone rings when it opens, and who calls knows why',
    { tags: ['nightly'], timeout: 900_000 },
    async () => {
      await officeOpensSoon();
      const seen = line.dials.length;
      const caller = await greeted();
      const asked = await ask(caller, 'I have a question about a new bike.');
      const offer = await nextSentence(caller, asked);
      expect(offer).toSoundLike('call you back');
      expect(offer).toSoundLike('cannot be reached');
      const agreed = await ask(caller, 'Yes, please.');
      expect(await nextSentence(caller, agreed)).toSoundLike('we will call you back');
      await caller.hangUp();

      let heard = '';
      let rang: Leg | undefined;
      const opening = new Promise<void>((resolve, reject) => {
        line.onDial = () => ({
          answered: async (person) => {
            rang = person;
            // Whoever picks up a telephone speaks first.
            await person.speak(await callerSays('Hello?', { voice: 'awb' }));
            heard = await nextSentence(person, person.position_ms());
            resolve();
          },
        });
        setTimeout(reject, 600_000, new Error('nobody called back')).unref();
      });
      const dial = await line.untilDial(seen + 1, 600_000);
      expect(dial.to).toBe(FROM);
      await opening;
      const words =
        'this is the Sales Office. You asked us to call you back about a question about a new bike.';
      expect(heard).toSoundLike(words);
      const record = await recordOf(rang!, ({ path }) => path.length > 0);
      expect(record).toMatchObject({ channel: 'sip_outbound', path: ['sales-office'] });
      await rang!.hangUp();
      const headers = { Authorization: `Bearer ${stack.operatorToken}` };
      const listed = await (await fetch(`${stack.url}/api/callbacks`, { headers })).json();
      expect(JSON.stringify(listed)).toContain(FROM);
    },
  );

  it('words of a rule are followed by its announcement and its character', async () => {
    const caller = await greeted();
    const asked = await ask(caller, 'I have a question about an invoice.');
    await recordOf(caller, reached('billing'));
    const heard = await nextSentence(caller, asked);
    const words = 'Let me connect you to our billing team. Billing team here.';
    expect(heard).toSoundLike(words);
  });

  it('a key reaches the supervisor while the character speaks, who is cut', async () => {
    const caller = (leg = await line.call({ from: FROM, to: TO }));
    await caller.active;
    const began = await caller.untilSound({ after_ms: 0 });
    await caller.press('9');
    const record = await recordOf(caller, reached('supervisor'));
    expect(record.path).toEqual(['reception', 'supervisor']);
    const heard = await nextSentence(caller, began);
    expect(heard).toSoundLike('supervisor speaking');
    expect(heard).not.toSoundLike('how can i help');
  });

  it(
    'the fourth transfer of a call goes to the number of the last resort',
    { tags: ['nightly'] },
    async () => {
      const seen = line.transfers.length;
      const caller = await greeted();
      for (const [key, slug] of [
        ['1', 'billing'],
        ['2', 'workshop'],
        ['9', 'supervisor'],
      ] as const) {
        await caller.press(key);
        await recordOf(caller, reached(slug));
      }
      await caller.press('1');
      const request = await line.untilTransfer(seen + 1, 60_000);
      expect(request.transfer_to).toBe(`tel:${L3}`);
      const record = await recordOf(caller, ({ ended_at }) => ended_at !== null);
      expect(record).toMatchObject({
        disconnected_by: 'transfer',
        path: ['reception', 'billing', 'workshop', 'supervisor'],
        result: { was_transferred: true, transfer_destination: `tel:${L3}` },
      });
    },
  );
});
