import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallRecord } from '../../protocol/call-record.ts';
import {
  DESK,
  NIGHT,
  openHouse,
  TELEPHONE,
  type ConsolePage,
  type House,
} from './console-house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

type Call = Awaited<ReturnType<House['openCall']>>;

/** Speech as it is measured: words with gaps between them. */
const speech = (from_s: number, to_s: number, second: number, step: number) => {
  const within = second >= from_s && second < to_s;
  return within && (step + second) % 7 !== 3 ? -18 - ((step * 7 + second * 3) % 19) : -72;
};

/** Tells `seconds` of sound, in which the caller speaks and the agent speaks where these say so. */
async function tellSound(
  call: Call,
  seconds: number,
  speaks: (who: 'caller' | 'agent', second: number, step: number) => number,
): Promise<void> {
  const answer = await house.asOperator(`/api/calls/${call.session_id}`);
  const { events, started_at } = CallRecord.parse(await answer.json());
  const begun = Date.parse(events[0]?.at ?? started_at);
  const side = (who: 'caller' | 'agent', from_s: number) =>
    Array.from({ length: 100 }, (_, step) => speaks(who, from_s + Math.floor(step / 10), step));
  const all = Array.from({ length: Math.ceil(seconds / 10) }, (_, index) => {
    const from = new Date(begun + index * 10_000).toISOString();
    const levels = { caller: side('caller', index * 10), agent: side('agent', index * 10) };
    return { type: 'sound' as const, from, step_ms: 100, ...levels };
  });
  for (let at = 0; at < all.length; at += 60) await call.tell(...all.slice(at, at + 60));
}

/** Events are two seconds apart. */
async function aMeasuredCall(): Promise<Call> {
  const call = await house.openCall({ caller_id: '+14155550133' });
  const [handoff, attempt_id] = [randomUUID(), randomUUID()];
  await call.tell({ type: 'call_started', character: 'front-desk', channel: 'sip_inbound' });
  await call.turn('agent', 'Hello, this is Riley. How can I help?');
  await call.turn('caller', 'I have a question about an invoice.');
  await call.tell({
    type: 'handoff_committed',
    ...{ attempt_id: handoff, from: 'front-desk', to: 'billing', waterfall: { decision: 0 } },
  });
  await call.turn('agent', 'Billing here. What is the number of the invoice?', 'billing');
  await call.turn('caller', 'Forty-four eleven. Can I talk to somebody in sales?', 'billing');
  const destination = 'sip:104@pbx.example.com';
  await call.tell(
    { type: 'transfer_sent', attempt_id, method: 'livekit_sip_refer', destination },
    {
      type: 'transfer_judged',
      attempt_id,
      verdict: 'busy',
      evidence: {
        ...{ execution: 'refer', accepted: false, sip_status: 486 },
        ...{ answered_after_ms: 900, leg_present: true },
      },
    },
    { type: 'transfer_failed', attempt_id, error: 'busy', sip_status: 486, destination },
  );
  await call.turn('agent', 'They are on another call. Shall I take a message?', 'billing');
  await tellSound(call, 20, (who, second, step) =>
    who === 'agent'
      ? Math.max(
          ...[speech(0, 2, second, step), speech(6, 8, second, step)],
          speech(16, 18, second, step),
        )
      : Math.max(speech(2, 4, second, step), speech(8, 10, second, step)),
  );
  await call.tell({ type: 'call_ended', disconnected_by: 'caller' });
  return call;
}

const band = ({ page }: ConsolePage) => page.getByRole('slider', { name: 'Moment of the call' });

describe('the sound of a call on its page', () => {
  it.each(Object.entries({ light: DESK, dark: NIGHT, narrow: TELEPHONE }))(
    'is drawn on a %s screen over the whole length, with what changed hands marked',
    async (name, screen) => {
      const call = await aMeasuredCall();
      await house.signedIn(screen, async (console) => {
        const { page, open, shoot } = console;
        await open(`/console/calls/${call.session_id}`);
        await band(console).waitFor();
        const heard = 'The caller is heard for 0:03, the agent for 0:05';
        await page.getByText(heard).waitFor();
        for (const side of ['caller', 'agent']) {
          const box = await page.locator(`.drawn path.${side}`).boundingBox();
          const whole = await band(console).boundingBox();
          expect(box!.height, side).toBeGreaterThan(20);
          expect(box!.x + box!.width).toBeLessThanOrEqual(whole!.x + whole!.width + 1);
        }
        expect(await page.locator('line.mark').count()).toBe(3);
        const { width, x, y } = (await band(console).boundingBox())!;
        await page.mouse.move(x + width * 0.12, y + 40);
        await page.locator('.moment').getByText('I have a question about an invoice.').waitFor();
        await shoot(`sound-${name}`);
        const beside = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
        expect(beside).toBe(false);
      });
    },
  );

  it('is read by keyboard, moment by moment and from mark to mark', async () => {
    const call = await aMeasuredCall();
    await house.signedIn(DESK, async (console) => {
      const { page, open } = console;
      await open(`/console/calls/${call.session_id}`);
      const slider = band(console);
      await slider.focus();
      const says = () => slider.getAttribute('aria-valuetext');
      expect(await says()).toBe('0:00. Riley: Hello, this is Riley. How can I help?');
      await page.keyboard.press('ArrowRight');
      expect(await says()).toContain('0:01. Riley');
      await page.keyboard.press('PageUp');
      expect(await says()).toContain('Billing took over from Riley');
      await page.keyboard.press('PageUp');
      expect(await says()).toContain('Transfer to sip:104@pbx.example.com sent');
      await page.keyboard.press('End');
      expect(await slider.getAttribute('aria-valuenow')).toBe(
        await slider.getAttribute('aria-valuemax'),
      );
      await page.keyboard.press('Home');
      expect(await says()).toContain('0:00');
    });
  });

  it('of an hour is one band too', async () => {
    const call = await house.openCall({ caller_id: '+14155550134' });
    await tellSound(call, 3600, (who, second, step) =>
      speech(0, 40, (second + (who === 'agent' ? 0 : 47)) % 90, step),
    );
    await house.signedIn(DESK, async (console) => {
      const { page, open, shoot } = console;
      await open(`/console/calls/${call.session_id}`);
      await page.getByText('The caller is heard for').waitFor();
      await page.locator('.drawn').getByText('1:00:00').waitFor();
      const drawn = (await page.locator('.drawn path.agent').getAttribute('d'))!;
      expect(drawn.length).toBeLessThan(40_000);
      await shoot('sound-hour');
    });
  });

  it('is no empty box where nobody measured it', async () => {
    const call = await house.openCall({ caller_id: '+14155550135' });
    await call.turn('agent', 'Hello, this is Riley.');
    await house.signedIn(DESK, async (console) => {
      const { page, open } = console;
      await open(`/console/calls/${call.session_id}`);
      await page.getByRole('heading', { name: 'Timeline' }).waitFor();
      expect(await page.getByRole('heading', { name: 'Sound' }).count()).toBe(0);
      expect(await band(console).count()).toBe(0);
    });
  });
});

describe('an inbox of messages that never had one', () => {
  it('says that there are none yet, not that all is done', () =>
    house.signedIn(DESK, async ({ page, open }) => {
      await open('/console/messages');
      await page.getByRole('heading', { name: 'No messages yet' }).waitFor();
      expect(await page.getByText('Every message is ticked off').count()).toBe(0);
      const call = await house.openCall({ caller_id: '+14155550136' });
      const text = 'Please call me back.';
      await call.tell({ type: 'message_taken', message_id: randomUUID(), text, from: 'Ada' });
      await page.reload();
      await page.getByRole('button', { name: 'Done: Ada' }).click();
      await page.getByRole('heading', { name: 'Nothing to do' }).waitFor();
    }));
});
