import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESK, openHouse, PASSWORD, type House } from './console-house.ts';

/** What a node of the page is here, where there is no page. */
type Clickable = { click(): void };

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

describe('an admin edits a character', () => {
  it('is shown the exact place of an error, mends it, sees the change, and takes it back', () =>
    house.signedIn(DESK, async ({ page, open, shoot }) => {
      await open('/console/agents/billing');
      const text = page.getByRole('textbox', { name: 'Text of billing' });
      const before = await text.inputValue();
      await text.fill(before.replace('greeting:', 'greting:'));
      const fault = page
        .getByRole('list', { name: 'Faults' })
        .getByRole('button', { name: /Line 4, column 1 .*greting/ });
      await fault.waitFor();
      expect(await page.getByRole('button', { name: 'Put into force' }).isDisabled()).toBe(true);
      await shoot('agent-fault');
      await fault.click();
      const caret = await text.evaluate(
        (area) => (area as unknown as { selectionStart: number }).selectionStart,
      );
      expect(before.slice(0, caret).split('\n')).toHaveLength(4);

      await text.fill(before.replace(/greeting: .*/, 'greeting: Good day, billing here.'));
      await page.getByText('It is well written').waitFor();
      await page.getByRole('button', { name: 'Show changes' }).click();
      const changes = page.getByRole('region', { name: 'Changes' });
      await changes
        .getByRole('row', { name: /Added greeting: Good day, billing here\./ })
        .waitFor();
      await changes.getByRole('row', { name: /Removed greeting:/ }).waitFor();
      await shoot('agent-diff');
      await page.getByRole('button', { name: 'Put into force' }).click();
      await page.getByText('is in force for the next call').waitFor();
      expect(await greetingOfNextCall()).toBe('Good day, billing here.');
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('is back, for the next call').waitFor();
      expect(await text.inputValue()).toBe(before);
      expect(await greetingOfNextCall()).not.toBe('Good day, billing here.');
      const versions = page.getByRole('region', { name: 'Versions' });
      await versions
        .getByRole('button', { name: /^Compare version/ })
        .first()
        .click();
      await changes.waitFor();
    }));

  it('loses no edit when the session ends, by the way back, or by a link', () =>
    house.signedIn(DESK, async ({ page, open, shoot }) => {
      await open('/console/agents');
      await page.getByRole('main').getByRole('link', { name: 'Billing' }).click();
      const text = page.getByRole('textbox', { name: 'Text of billing' });
      const edit = (await text.inputValue()).replace(/greeting: .*/, 'greeting: Not yet.');
      await text.fill(edit);
      const asked = page.getByRole('alertdialog', { name: 'Throw your edit away?' });
      const stay = async () => {
        await asked.getByRole('button', { name: 'Back' }).click();
        expect(await text.inputValue()).toBe(edit);
      };
      const link = page.getByRole('link', { name: 'Calls' });
      const away = await link.elementHandle();
      await link.click();
      const back = await asked.getByRole('button', { name: 'Back' }).elementHandle();
      // The next question comes before the page has been told that the one before is closed.
      await page.evaluate(
        (all) => all.forEach((one) => (one as unknown as Clickable).click()),
        [back, away],
      );
      await stay();
      await page.evaluate('history.back()');
      await asked.waitFor();
      expect(new URL(page.url()).pathname).toBe('/console/agents/billing');
      await stay();

      await page.context().clearCookies();
      // What is typed is checked, and that is how the page learns of it.
      await text.press('End');
      await text.pressSequentially(' ');
      const door = page.getByRole('dialog', { name: 'Your session is over' });
      await door.getByText('Nothing is lost').waitFor();
      await shoot('session-over');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await door.getByLabel('Name').fill('admin');
      await door.getByLabel('Password').fill(PASSWORD);
      await door.getByRole('button', { name: 'Sign in' }).click();
      await door.waitFor({ state: 'detached' });
      expect(await text.inputValue()).toContain('greeting: Not yet.');
      await page.getByRole('link', { name: 'Calls' }).click();
      await asked.getByRole('button', { name: 'Throw it away' }).click();
      await page.getByRole('heading', { name: 'Calls', level: 1 }).waitFor();
    }));

  async function greetingOfNextCall(): Promise<string> {
    const answer = await house.asOperator('/api/characters/billing');
    const { text } = (await answer.json()) as { text: string };
    return /greeting: (.*)/.exec(text)?.[1] ?? '';
  }
});
