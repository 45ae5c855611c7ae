/** @module-tag nightly */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { characterFolder } from '../fakes/character-folder.ts';
import { type PhoneCall, personsPhone } from '../line/persons-phone.ts';
import { markersIn } from '../sound/audible-markers.ts';
import { PERSON } from '../sound/markers.ts';
import { withoutMarkers } from '../sound/without-markers.ts';
import { soundingSpans } from './audible.ts';
import { type CallPage, startCall } from './call-page.ts';
import { callerSays } from './caller-voice.ts';
import { transcribe, wordsOf } from './listen.ts';
import { untilUnderstood } from './phone-talk.ts';
import { slice } from './pcm.ts';
import { isTold, presses, wordsHeard } from './person-acts.ts';
import { type PhoneStack, startPhoneStack } from './phone-stack.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { speakInto } from './speak-into.ts';
import type { TestStack } from './stack.ts';
import { WARM_CHARACTERS } from './warm-characters.ts';

const office = characterFolder(WARM_CHARACTERS);
let phone: PhoneStack;
let stack: TestStack;
let call: CallPage | undefined;
beforeAll(async () => {
  const env = { BATON_CHARACTERS_DIR: office.dir, BATON_FRONT_DESK: 'reception' };
  phone = await startPhoneStack('outbound_trunk: baton-out\ncountries: [US]\n', env);
  ({ stack } = phone);
});
afterEach(async (context) => {
  showLogsOfFailed(context, stack);
  await call?.close();
  call = undefined;
});
afterAll(async () => {
  await phone.stop();
  office.remove();
});

/** What came of asking a person, once it is judged; the record alone would only say "no answer". */
async function judged(page: CallPage, { done, leg }: PhoneCall) {
  const record = await page.untilRecord(({ result }) => result.attempts[0]?.evidence != null);
  const how = await Promise.race([done, Promise.resolve('still there')]);
  const spans = soundingSpans(withoutMarkers(leg.heard()), { pause_ms: 700 });
  const account = `${how}, having heard "${await wordsHeard(leg)}" at ${JSON.stringify(spans)}`;
  return { record, account };
}

async function asksForJamie(comes: Promise<unknown>): Promise<CallPage> {
  const caller = await startCall(stack);
  call = caller;
  const { page, recorder } = caller;
  await caller.untilLine('Riley', 'how can I help');
  await recorder.untilSilence(800, { after_ms: 0 });
  const asking = await callerSays('Please put me through to Jamie.');
  const hearer = { ...recorder, heard: recorder.recorded };
  await untilUnderstood(() => speakInto(page, asking), hearer, 'i am asking jamie', comes);
  return caller;
}

describe('a caller at a page who asks for a person that is asked first', () => {
  it('is on hold, says nothing to the person before the yes, and talks to them after it', async () => {
    const asked = { at: 0 };
    const jamie = personsPhone({
      hum: PERSON,
      then: [
        isTold('can you take the call'),
        (there) => (asked.at = there.position_ms()),
        presses('1'),
      ],
    });
    phone.line.onDial = jamie.onDial;
    const rings = jamie.call(1, 180_000);
    const page = await asksForJamie(rings);
    const asking = await rings;
    const person = asking.leg;
    const onHold = page.page.locator('[data-part=no-typing]');
    await onHold.waitFor({ timeout: 30_000 });
    expect(await onHold.textContent()).toContain('You are on hold');
    await person.active;
    await speakInto(page.page, await callerSays('Nobody should hear my secret bananas.'));
    const before = page.recorder.position_ms();
    expect(markersIn(slice(page.recorder.recorded(), 0, before), [PERSON])).toEqual([]);

    const { record, account } = await judged(page, asking);
    expect(record.result.verdict, `${account}, pressed at ${asked.at}`).toBe('bridged');
    expect(record.result).toMatchObject({ was_transferred: true, transfer_method: 'warm' });
    expect(await wordsHeard(person, 0, asked.at)).not.toSoundLike('banana');
    await isTold('connected to')(person, { heard_ms: asked.at });
    const since = person.position_ms();
    await speakInto(page.page, await callerSays('It is about a new bike.'));
    await isTold('new bike')(person, { heard_ms: since });
    const heard = page.recorder.recorded();
    expect(markersIn(heard, [PERSON])).not.toEqual([]);
    const said = withoutMarkers(slice(heard, before));
    expect(wordsOf(await transcribe(said.pcm, said.rate))).toSoundLike('connected to');
    await person.hangUp();
    const ended = await page.untilRecord(({ ended_at }) => ended_at !== null);
    expect(ended.disconnected_by).toBe('transfer');
  });

  it('can type again when the person does not take the call', { tags: ['nightly'] }, async () => {
    const jamie = personsPhone({ then: [isTold('can you take the call'), presses('2')] });
    phone.line.onDial = jamie.onDial;
    const rings = jamie.call(1, 180_000);
    const page = await asksForJamie(rings);
    const asking = await rings;
    await page.page.locator('[data-part=no-typing]').waitFor({ timeout: 60_000 });
    const { record, account } = await judged(page, asking);
    expect(record.result.verdict, account).toBe('declined');
    await page.untilLine('Riley', 'cannot take the call now');
    await page.page.locator('[data-part=composer]').waitFor({ timeout: 30_000 });
    await page.page.locator('[data-part=text-field]').fill('Thank you, I will write instead.');
    await page.page.locator('[data-part=send]').click();
    await page.untilRecord(({ result }) =>
      result.transcript.some(({ text }) => text.includes('write instead')),
    );
  });
});
