import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putOperator } from '../../backend/operators/write-operators.ts';
import { hashPassword } from '../../backend/operators/password.ts';
import { DESK, NIGHT, openHouse, PASSWORD, TELEPHONE, type House } from './console-house.ts';

let house: House;
/** A call that is over: with a handoff, one that was rolled back, and a transfer that failed. */
let past: string;

beforeAll(async () => {
  house = await openHouse();
  past = await aFullCall();
  const entries = [
    { display_name: 'Jamie Lee (accounts)', username: 'jamie.lee', aliases: ['James Lee'] },
    { display_name: 'Workshop', username: '204', aliases: ['repairs'] },
  ];
  for (const entry of entries) await house.asOperator('/api/directory', entry);
});
afterAll(() => house.close());

async function aFullCall(): Promise<string> {
  const call = await house.openCall({ caller_id: '+14155550100' });
  const [handoff, second, attempt_id] = [randomUUID(), randomUUID(), randomUUID()];
  const reason = 'an invoice that looks wrong';
  const sent = { destination: 'tel:+14155550132', reason: 'a refund' };
  await call.tell({ type: 'call_started', character: 'front-desk', channel: 'sip_inbound' });
  await call.turn('agent', 'Hello, this is Riley. How can I help?');
  await call.turn('caller', 'I have a question about an invoice.');
  await call.tell(
    { type: 'handoff_requested', attempt_id: handoff, from: 'front-desk', to: 'billing', reason },
    {
      type: 'handoff_committed',
      attempt_id: handoff,
      from: 'front-desk',
      to: 'billing',
      reason,
      waterfall: {
        decision: 0,
        bundle: 38,
        greeting_ready: 412,
        announcement_end: 1870,
        commit: 1904,
        first_audio: 1983,
      },
    },
  );
  await call.turn('agent', 'Billing here. What is the number of the invoice?', 'billing');
  await call.tell(
    { type: 'variable_set', name: 'account_id', value: 'NW-4411' },
    {
      type: 'handoff_rolled_back',
      attempt_id: second,
      from: 'billing',
      to: 'technical',
      fault: 'timeout',
      waterfall: { decision: 0, bundle: 3900 },
    },
    {
      type: 'tool_call',
      name: 'transfer_call',
      args: { target: 'sales' },
      target: 'sales',
      method: 'livekit_sip_refer',
      attempt_id,
    },
    { type: 'transfer_sent', attempt_id, method: 'livekit_sip_refer', ...sent },
    {
      type: 'transfer_judged',
      attempt_id,
      verdict: 'busy',
      evidence: {
        execution: 'refer',
        accepted: false,
        sip_status: 486,
        answered_after_ms: 2312,
        leg_present: true,
        headers: ['X-Account-Id'],
      },
    },
    { type: 'transfer_failed', attempt_id, error: 'busy', sip_status: 486, ...sent },
    {
      type: 'message_taken',
      message_id: randomUUID(),
      text: 'Please call me back about invoice NW-4411.',
      from: 'Ada Lovelace',
    },
    {
      type: 'callback_scheduled',
      callback_id: randomUUID(),
      number: '+14155550100',
      name: 'Ada Lovelace',
      reason: 'the invoice with two tune-ups',
      character: 'billing',
      due_at: new Date(Date.now() + 86_400_000).toISOString(),
    },
    { type: 'call_ended', disconnected_by: 'caller' },
  );
  return call.session_id;
}

const signedIn: House['signedIn'] = (screen, what) => house.signedIn(screen, what);

describe('the door of the console', () => {
  it('says that a password is wrong, lets the right one in, and out again', () =>
    house.visit(DESK, async ({ page, signIn, shoot, open }) => {
      await signIn('admin', 'not the password');
      await page.getByRole('alert').getByText('Name or password is wrong').waitFor();
      await shoot('sign-in-refused');
      await signIn();
      await page.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await open('/console/calls');
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    }));

  it('stays shut for a visitor of the demo page, and shows the visitor nothing of it', () =>
    house.visit(DESK, async ({ page, open }) => {
      const loaded: string[] = [];
      page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
      await open('/');
      await page.getByRole('button', { name: 'Talk to Northwind' }).click();
      await page.getByRole('button', { name: 'Start call' }).waitFor();
      expect(loaded.filter((path) => /console|api/.test(path))).toEqual([]);
      const statuses = await page.evaluate(async () => {
        const paths = ['/api/calls', '/api/characters', '/api/me', '/api/calls/live'];
        return Promise.all(paths.map(async (path) => (await fetch(path)).status));
      });
      expect(new Set(statuses)).toEqual(new Set([401]));
    }));
});

describe('an operator by role and name', () => {
  it('walks every page', () =>
    signedIn(DESK, async ({ page }) => {
      const go = async (name: string) => {
        const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name });
        await link.click();
        await page.getByRole('heading', { name, level: 1 }).waitFor();
        expect(await link.getAttribute('aria-current')).toBe('page');
        expect(await page.title()).toBe(`${name} · Baton`);
      };
      await go('Calls');
      await page.getByRole('link', { name: '+14155550100' }).waitFor();
      await go('Messages');
      await page.getByText('Please call me back about invoice NW-4411.').waitFor();
      await go('Callbacks');
      await page.getByRole('cell', { name: 'the invoice with two tune-ups' }).waitFor();
      await go('Directory');
      await page.getByRole('cell', { name: 'Jamie Lee (accounts)', exact: true }).waitFor();
      await go('Agents');
      await page.getByRole('link', { name: 'Riley' }).waitFor();
      await go('Audit');
      await page.getByRole('cell', { name: 'Added an entry to the directory' }).first().waitFor();
      await go('Inbox');
    }));

  it('finds a call by what was said and reads its timeline, handoffs and evidence', () =>
    signedIn(DESK, async ({ page, open }) => {
      await open('/console/calls');
      await page.getByRole('searchbox', { name: 'Search' }).fill('puncture');
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('heading', { name: 'No call fits' }).waitFor();
      await page.getByRole('searchbox', { name: 'Search' }).fill('question about an invoice');
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: '+14155550100' }).click();
      await page.getByRole('heading', { name: '+14155550100' }).waitFor();
      const drawn = page.getByRole('table', { name: /Riley → Billing/ });
      expect(await drawn.getByRole('row', { name: /First word heard/ }).innerText()).toContain(
        '1,983 ms',
      );
      const transfers = page.getByRole('region', { name: 'Transfers' });
      expect(await transfers.innerText()).toMatch(/sales\s+Busy[\s\S]*SIP status\s+486/);
      await page.getByText('Billing kept the call; no handoff to Technical').waitFor();
    }));

  it('cancels a callback once sure of it', () =>
    signedIn(DESK, async ({ page, open, shoot }) => {
      await open('/console/callbacks');
      const cancel = page.getByRole('button', { name: 'Cancel the call to Ada Lovelace' });
      await cancel.click();
      const question = page.getByRole('alertdialog', { name: 'Not call Ada Lovelace back?' });
      await question.waitFor();
      await shoot('callback-sure');
      await page.keyboard.press('Escape');
      await question.waitFor({ state: 'hidden' });
      await cancel.click();
      await question.getByRole('button', { name: 'Cancel the callback' }).click();
      await page.getByRole('cell', { name: 'Cancelled' }).waitFor();
    }));

  it('is told what is wrong when the backend fails, and tries again', () =>
    signedIn(DESK, async ({ page, open, shoot }) => {
      let failing = true;
      await page.route('**/api/calls?*', async (route) => {
        if (!failing) return route.continue();
        const problem = { title: 'Something went wrong here', status: 500, code: 'internal' };
        return route.fulfill({ status: 500, json: problem });
      });
      await open('/console/calls');
      await page.getByRole('alert').getByText('Something went wrong here').waitFor();
      await shoot('calls-failed');
      failing = false;
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('link', { name: '+14155550100' }).waitFor();
    }));

  it('goes on in one tab after signing in anew in another', () =>
    signedIn(DESK, async ({ page, open }) => {
      await open('/console/messages');
      const done = page.getByRole('button', { name: 'Done: Ada Lovelace' });
      await done.waitFor();
      const status = await page.evaluate(async (password) => {
        const body = JSON.stringify({ name: 'admin', password });
        const headers = { 'Content-Type': 'application/json' };
        return (await fetch('/api/sign-in', { method: 'POST', headers, body })).status;
      }, PASSWORD);
      expect(status).toBe(200);
      await done.click();
      await page.getByRole('button', { name: 'Undo' }).click();
      await done.waitFor();
    }));

  it('ticks a message off and takes that back', () =>
    signedIn(DESK, async ({ page, open }) => {
      await open('/console/messages');
      await page.getByRole('button', { name: 'Done: Ada Lovelace' }).click();
      await page.getByRole('heading', { name: 'Nothing to do' }).waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByRole('button', { name: 'Done: Ada Lovelace' }).waitFor();
    }));

  it('adds, mends, removes and brings back an entry of the directory', () =>
    signedIn(DESK, async ({ page, open, shoot }) => {
      await open('/console/directory');
      await page.getByRole('button', { name: 'Add an entry' }).click();
      const dialog = page.getByRole('dialog', { name: 'Add an entry' });
      await dialog.getByLabel('Name').fill('Siobhán Nguyen');
      await dialog.getByLabel('Reached at').fill('not a place at all');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.getByRole('alert').getByText('a SIP user such as').waitFor();
      await shoot('directory-fault');
      await dialog.getByLabel('Reached at').fill('siobhan');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('cell', { name: 'Siobhán Nguyen', exact: true }).waitFor();
      await page.getByRole('button', { name: 'Remove Siobhán Nguyen' }).click();
      await page
        .getByRole('cell', { name: 'Siobhán Nguyen', exact: true })
        .waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByRole('cell', { name: 'Siobhán Nguyen', exact: true }).waitFor();
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Export CSV' }).click();
      expect((await download).suggestedFilename()).toBe('directory.csv');
      await page.getByLabel('File to import').setInputFiles({
        name: 'directory.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from('display_name,username\nAda,ada lovelace\n'),
      });
      const question = page.getByRole('alertdialog', { name: 'Import directory.csv?' });
      await question.getByRole('button', { name: 'Import' }).click();
      await page.getByRole('alert').getByText('Nothing was imported.').waitFor();
    }));
});

describe('a live call', () => {
  it('appears, grows as people speak, and is put through to what was dialled', () =>
    signedIn(DESK, async ({ page, open, shoot }) => {
      await open('/console');
      await page.getByRole('heading', { name: 'All quiet' }).waitFor();
      await shoot('inbox-quiet');
      const call = await house.openCall({ caller_id: '+14155550177' });
      await call.turn('agent', 'Hello, this is Riley. How can I help?');
      const list = page.getByRole('list', { name: 'Live calls' });
      await list.getByRole('link', { name: /\+14155550177/ }).click();
      const log = page.getByRole('log', { name: 'Transcript' });
      await log.getByText('How can I help?').waitFor();
      await call.turn('caller', 'My bike makes a strange noise.');
      await log.getByText('My bike makes a strange noise.').waitFor();
      await page.getByText('Caller spoke last').waitFor();
      await call.speak(['caller', 'agent']);
      await page.getByText('Caller and Riley speak').waitFor();
      await call.speak([]);
      await page.getByText('Caller spoke last').waitFor();

      const asked = call.command('transfer');
      await page.getByRole('button', { name: '1', exact: true }).click();
      // The rest by the keyboard.
      await page.keyboard.type('00#');
      await page.keyboard.press('Backspace');
      expect(await page.getByLabel('Dialled').textContent()).toBe('100');
      await shoot('inbox-dialled');
      await page.getByRole('button', { name: 'Transfer' }).click();
      const sure = page.getByRole('group', { name: /Put \+14155550177 through to 100/ });
      await sure.waitFor();
      await shoot('inbox-confirm');
      await sure.getByRole('button', { name: 'Put through' }).click();
      const command = await asked;
      if (command.type !== 'transfer') throw new Error('another command');
      expect(command.target).toBe('100');

      const outcome = page.getByRole('status', { name: 'Outcome of the transfer' });
      const { attempt_id } = command;
      const sent = { attempt_id, destination: 'sip:100@pbx.example.com' };
      await call.tell({ type: 'transfer_sent', method: 'livekit_sip_refer', ...sent });
      await outcome.getByText('Ringing 100…').waitFor();
      const evidence = {
        execution: 'refer',
        accepted: true,
        answered_after_ms: 900,
        leg_present: false,
      };
      await call.tell(
        { type: 'transfer_judged', attempt_id, verdict: 'accepted_unconfirmed', evidence },
        { type: 'call_ended', disconnected_by: 'transfer' },
      );
      await outcome.getByText('The trunk took the caller; nobody confirmed it').waitFor();
      await shoot('inbox-put-through');
    }));

  it('tells why a transfer is refused, before the worker is asked and after', () =>
    signedIn(DESK, async ({ page, open }) => {
      const call = await house.openCall({ caller_id: '+14155550178' });
      await call.turn('agent', 'Hello.');
      await open(`/console/inbox/${call.session_id}`);
      const dial = async (digits: string) => {
        await page.getByRole('button', { name: '1', exact: true }).focus();
        await page.keyboard.type(digits);
        await page.getByRole('button', { name: 'Transfer' }).click();
        await page.getByRole('button', { name: 'Put through' }).click();
      };
      const outcome = page.getByRole('status', { name: 'Outcome of the transfer' });
      await dial('911');
      await outcome.getByText('Emergency numbers are never dialled from here.').waitFor();
      for (let n = 0; n < 3; n += 1)
        await page.getByRole('button', { name: 'Erase the last key' }).click();
      const asked = call.command('transfer');
      await dial('204');
      const command = await asked;
      const attempt_id = command.type === 'transfer' ? command.attempt_id : '';
      const error = 'no_trunk: Nobody can be called from here.';
      await call.tell({ type: 'transfer_failed', attempt_id, error, destination: '204' });
      await outcome.getByText('204 was not reached: Nobody can be called from here.').waitFor();
      await call.tell({ type: 'call_ended', disconnected_by: 'caller' });
    }));
});

describe('every page', () => {
  const PAGES: Record<string, { path: () => string; title: string }> = {
    inbox: { path: () => '/console', title: 'Inbox' },
    desk: { path: () => '/console/desk', title: 'Desk' },
    calls: { path: () => '/console/calls', title: 'Calls' },
    call: { path: () => `/console/calls/${past}`, title: '+14155550100' },
    messages: { path: () => '/console/messages', title: 'Messages' },
    callbacks: { path: () => '/console/callbacks', title: 'Callbacks' },
    directory: { path: () => '/console/directory', title: 'Directory' },
    agents: { path: () => '/console/agents', title: 'Agents' },
    agent: { path: () => '/console/agents/front-desk', title: 'Riley' },
    audit: { path: () => '/console/audit', title: 'Audit' },
  };
  const SCREENS = { light: DESK, dark: NIGHT, narrow: TELEPHONE };

  it.each(Object.entries(SCREENS))(
    'is drawn on a %s screen, each control with a name and nothing beside the screen',
    (name, screen) =>
      signedIn(screen, async ({ page, open, shoot }) => {
        const call = await house.openCall({ caller_id: '+14155550179' });
        await call.turn('agent', 'Hello, this is Riley. How can I help?');
        await call.turn('caller', 'Is Jamie there?');
        await house.asOperator('/api/desk/duty', { on: true }, 'PUT');
        const reason = 'an invoice that looks wrong';
        await call.waitAtDesk({ queue: 'support', caller: '+14155550179', reason });
        for (const [title, one] of Object.entries(PAGES)) {
          await open(one.path());
          await page.getByRole('heading', { name: one.title, level: 1 }).waitFor();
          await page.getByText('Loading…').waitFor({ state: 'detached' });
          if (title === 'inbox' || title === 'desk') {
            await page.getByRole('link', { name: /\+14155550179/ }).click();
            await page.getByRole('log', { name: 'Transcript' }).getByText('Jamie').waitFor();
          }
          expect([title, await page.evaluate(NAMELESS)]).toEqual([title, []]);
          expect([title, await page.evaluate(BESIDE)]).toEqual([title, false]);
          await shoot(`${title}-${name}`);
        }
        await call.tell({ type: 'call_ended', disconnected_by: 'caller' });
      }),
  );

  /** Controls without a name, in every shadow root. */
  const NAMELESS = `(() => {
    const all = (root) => [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
    const named = (one) => (one.ariaLabel || one.textContent || '').trim() !== '' ||
      [...(one.labels ?? [])].some((label) => label.textContent.trim() !== '');
    return all(document).filter((one) => one.matches('a, button, input, select, textarea') && !named(one)).map((one) => one.outerHTML);
  })()`;
  const BESIDE = 'document.documentElement.scrollWidth > window.innerWidth';
});

describe('roles', () => {
  it('show an operator the routing and no text, an agent nothing that is not theirs', async () => {
    const password = await hashPassword(PASSWORD);
    await putOperator(house.operatorsFile, { name: 'olga', role: 'operator', password });
    await putOperator(house.operatorsFile, { name: 'ann', role: 'agent', password });
    await house.visit(DESK, async ({ page, signIn, open }) => {
      await signIn('olga');
      await page.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();
      expect(await page.getByRole('link', { name: 'Audit' }).count()).toBe(0);
      await open('/console/agents/front-desk');
      await page.getByRole('heading', { name: 'The text is for admins' }).waitFor();
      expect(await page.getByText('A secret prompt.').count()).toBe(0);
    });
    await house.visit(DESK, async ({ page, signIn, open }) => {
      await signIn('ann');
      await page.getByRole('heading', { name: 'Desk', level: 1 }).waitFor();
      expect(await page.getByRole('link', { name: 'Inbox' }).count()).toBe(0);
      await open('/console/calls');
      await page.getByRole('heading', { name: 'This page is not for your role' }).waitFor();
    });
  });

  it('end at once for whoever is taken off the list', async () => {
    const password = await hashPassword(PASSWORD);
    await putOperator(house.operatorsFile, { name: 'gus', role: 'admin', password });
    await house.visit(DESK, async ({ page, signIn }) => {
      await signIn('gus');
      await page.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();
      await putOperator(house.operatorsFile, { name: 'gus', role: 'operator', password });
      await page.getByRole('link', { name: 'Calls' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    });
  });
});
