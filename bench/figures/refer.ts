import { callerSays } from '../../test/live/caller-voice.ts';
import { gapBefore } from '../../test/live/gap-before.ts';
import { startPhoneStack, type PhoneStack } from '../../test/live/phone-stack.ts';
import { untilGreeted } from '../../test/live/phone-talk.ts';
import { middleAndTail, type Group } from '../group.ts';
import { startEar, type Ear } from '../providers/deepgram.ts';
import { Latencies } from '../providers/latencies.ts';
import { CALLER } from '../providers/lines.ts';
import { CHARACTERS } from '../providers/metadata.ts';
import { startMindAndVoice } from '../providers/openai.ts';
import { ReadyVoices } from '../providers/ready-voices.ts';
import { StopList } from '../../stack/stop-list.ts';

const NAME = 'announcement end → REFER';
const DIALING = 'outbound_trunk: baton-out\ncountries: [US]\n';
const FROM = '+14155550199';
const TO = '+15105550100';
const LIMIT_MS = 60_000;
/** What was on its way to the caller when the REFER came is on their tape by then. */
const TAIL_MS = 700;

/** Baton alone: the framework has no transfer of its own to compare with. */
export const refer: Group = {
  name: 'refer',
  alone: true,
  planned: middleAndTail({ name: NAME, unit: 'ms', aim: {}, series: NAME }).map((figure) => ({
    ...figure,
    aim: { at_most: 50 },
  })),
  measure: async ({ runs, say }) => {
    const [stops, latencies, voices] = [new StopList(), new Latencies(), new ReadyVoices()];
    try {
      stops.add('voices', () => voices.close());
      const mind = await startMindAndVoice(latencies, voices);
      stops.add('mind', mind.close);
      const ear = await startEar();
      stops.add('ear', ear.close);
      const phone = await startPhoneStack(DIALING, {
        BATON_CHARACTERS_DIR: CHARACTERS,
        BATON_LOG_LEVEL: 'info',
        BATON_SPEECH: 'cloud',
        OPENAI_API_KEY: 'key-of-the-local-provider',
        OPENAI_BASE_URL: mind.url,
        DEEPGRAM_API_KEY: 'key-of-the-local-provider',
        DEEPGRAM_BASE_URL: ear.url,
      });
      stops.add('phone', phone.stop);
      const values: number[] = [];
      for (let run = 0; run < runs; run += 1) {
        latencies.begin(run);
        values.push(await announcementToRefer(phone, ear));
        say(`announcement end → REFER ${run + 1}/${runs}: ${values.at(-1) ?? ''} ms`);
      }
      return { series: [{ name: NAME, unit: 'ms', values: { baton: values } }] };
    } finally {
      await stops.stopAll();
    }
  },
};

/** From the last audible sample at the caller's telephone to the REFER's arrival at the SIP node. */
async function announcementToRefer({ line }: PhoneStack, ear: Ear): Promise<number> {
  const caller = await line.call({ from: FROM, to: TO });
  try {
    await untilGreeted(caller);
    ear.says(CALLER.sales);
    const n = line.transfers.length + 1;
    const asked = caller.position_ms();
    await caller.speak(await callerSays(CALLER.sales));
    const { at } = await line.untilTransfer(n, LIMIT_MS);
    const { startedAt } = caller.heard();
    await caller.untilPosition(at - startedAt + TAIL_MS);
    return gapBefore(caller, asked, at);
  } finally {
    await caller.hangUp();
  }
}
