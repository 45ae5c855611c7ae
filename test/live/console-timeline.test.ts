import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESK, openHouse, type House } from './console-house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const TOLD = [
  'Hello, this is Riley. How can I help?',
  'I want to talk to a person.',
  'Waits at the desk, in the queue support',
  'You are the first in the queue.',
];

describe('a call that waited at the desk', () => {
  it('says so where it happened, in the inbox and on its own page', async () => {
    const call = await house.openCall({ caller_id: '+14155550144' });
    const said = (role: string, text: string, ms: number) => {
      const at = new Date(Date.now() + ms).toISOString();
      return { type: 'turn' as const, role, text, character: 'front-desk', at };
    };
    await call.tell(said('agent', TOLD[0]!, -4000), said('caller', TOLD[1]!, -1000));
    await house.asOperator('/api/desk/duty', { on: true }, 'PUT');
    await call.waitAtDesk({ queue: 'support', caller: '+14155550144', reason: 'an invoice' });
    await call.tell(said('agent', TOLD[3]!, 1000));
    await house.signedIn(DESK, async ({ page, open, shoot }) => {
      const list = page.getByRole('list', { name: 'Live calls' });
      await list.getByRole('link', { name: /\+14155550144/ }).click();
      const log = page.getByRole('log', { name: 'Transcript' });
      await log.getByText(TOLD[3]!).waitFor();
      expect(inOrder(await log.innerText())).toEqual(TOLD);
      await shoot('inbox-desk-order');
      await open(`/console/calls/${call.session_id}`);
      const timeline = page.getByRole('region', { name: 'Timeline' });
      await timeline.getByText(TOLD[3]!).waitFor();
      expect(inOrder(await timeline.innerText())).toEqual(TOLD);
      await shoot('timeline-desk-order');
    });
  });

  const inOrder = (text: string) =>
    [...TOLD].sort((a, b) => text.indexOf(a) - text.indexOf(b)).filter((one) => text.includes(one));
});
