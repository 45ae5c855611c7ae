import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESK, openHouse, type ConsolePage, type House } from './console-house.ts';
import { COUNTS_HITS, SCRIPTS } from './hostile-words.ts';

const SAID = SCRIPTS.join(' ');
const NUMBER = '+14155550177';

let house: House;
let session_id: string;

beforeAll(async () => {
  house = await openHouse();
  const call = await house.openCall({ caller_id: NUMBER });
  session_id = call.session_id;
  await call.tell({ type: 'call_started', character: 'front-desk', channel: 'sip_inbound' });
  await call.turn('caller', SAID);
  await call.turn('agent', SAID);
  const due_at = new Date(Date.now() + 86_400_000).toISOString();
  const wish = { number: NUMBER, name: SAID, reason: SAID, character: 'billing', due_at };
  await call.tell(
    { type: 'variable_set', name: 'customer_name', value: SAID },
    { type: 'message_taken', message_id: randomUUID(), text: SAID, from: SAID },
    { type: 'callback_scheduled', callback_id: randomUUID(), ...wish },
    { type: 'call_ended', disconnected_by: 'caller', detail: SAID },
  );
  const entry = { display_name: SCRIPTS[0]!, username: '204', aliases: [SCRIPTS[1]!] };
  await house.asOperator('/api/directory', entry);
  const live = await house.openCall({ caller_id: SCRIPTS[0]! });
  await live.tell({ type: 'call_started', character: 'front-desk', channel: 'sip_inbound' });
  await live.turn('caller', SAID);
});
afterAll(() => house.close());

async function signedIn(what: (console: ConsolePage) => Promise<void>): Promise<void> {
  const console = await house.newPage(DESK);
  try {
    await console.page.addInitScript(COUNTS_HITS);
    await console.signIn();
    await console.page.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();
    await what(console);
  } finally {
    await console.close();
  }
}

describe('what a caller has said, in the console', () => {
  it('is shown as it was said and runs on no page', () =>
    signedIn(async ({ page, open, complaints }) => {
      const pages = {
        '/console/inbox': SCRIPTS[1],
        [`/console/calls/${session_id}`]: SCRIPTS[1],
        '/console/messages': SCRIPTS[1],
        '/console/callbacks': SCRIPTS[1],
        '/console/directory': SCRIPTS[0],
        '/console/calls': SCRIPTS[0],
        '/console/audit': 'Audit',
        [`/console/${encodeURIComponent(SCRIPTS[0]!)}`]: 'There is no such page',
        [`/console/calls?q=${encodeURIComponent(SCRIPTS[1]!)}`]: NUMBER,
      };
      for (const [path, shown] of Object.entries(pages)) {
        await open(path);
        await page.getByText(shown!).first().waitFor();
        expect([path, await page.evaluate('window.hits')]).toEqual([path, []]);
      }
      expect(complaints).toEqual([]);
    }));

  it('could not run either if it were written as it is: the page runs its own scripts only', () =>
    signedIn(async ({ page }) => {
      const text = JSON.stringify(SCRIPTS[0]);
      await page.evaluate(`
        document.body.insertAdjacentHTML('beforeend', ${text});
        const script = document.createElement('script');
        script.textContent = 'hit(7)';
        document.body.append(script);`);
      // It has been looked for, and was not found: a handler that may run has run.
      await page.evaluate(`document.querySelector('img[src=x]').decode().catch(() => undefined)`);
      expect(await page.evaluate('window.hits')).toEqual([]);
    }));
});

describe("a caller's data, in the console", () => {
  it('goes by the number, after a question that says what goes', () =>
    signedIn(async ({ page, open, shoot, complaints }) => {
      await open('/console/calls');
      await page.getByRole('link', { name: NUMBER }).waitFor();
      await page.getByRole('button', { name: "Delete this caller's data" }).click();
      const dialog = page.getByRole('alertdialog', { name: "Delete this caller's data?" });
      await dialog.getByText('It cannot be brought back.').waitFor();
      await shoot('delete-caller');
      await dialog.getByLabel('Number or id').fill('anonymous');
      await dialog.getByRole('button', { name: 'Delete for good' }).click();
      await dialog.getByRole('alert').waitFor();
      await dialog.getByLabel('Number or id').fill(NUMBER);
      await dialog.getByRole('button', { name: 'Delete for good' }).click();
      await page.getByText('Deleted: 1 calls, 1 messages, 1 callbacks.').waitFor();
      await page.getByRole('link', { name: NUMBER }).waitFor({ state: 'detached' });
      expect(complaints).toEqual([]);
    }));
});
