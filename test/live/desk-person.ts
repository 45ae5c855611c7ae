/* Somebody at the console's desk: a browser with a microphone. */
import { type CallerPage, openPage, type OpenPage } from './browser.ts';
import { PASSWORD } from './console-house.ts';
import { transcribe, wordsOf } from './listen.ts';
import { slice } from './pcm.ts';
import { soundsLike } from './sounds-like.ts';

export const DESK_LIMIT_MS = 60_000;

/** Opens the desk's page at the backend's address, signs in, and goes on duty. */
export async function onDuty(
  url: string,
  options: Omit<OpenPage, 'url'> = {},
): Promise<CallerPage> {
  const person = await openPage({ ...options, url: `${url}/console/desk` });
  const { page } = person;
  await page.getByLabel('Name').fill('admin');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const duty = page.getByRole('switch', { name: 'On duty' });
  await duty.click();
  await page.getByText('On duty: admin (you)').waitFor({ timeout: DESK_LIMIT_MS });
  return person;
}

export async function takes({ page }: CallerPage): Promise<void> {
  const calls = page.getByRole('list', { name: 'Calls at the desk' });
  await calls.getByRole('link').first().click({ timeout: DESK_LIMIT_MS });
  await page.getByRole('button', { name: 'Take the call' }).click();
  await page.getByText('You are talking to the caller.').waitFor({ timeout: DESK_LIMIT_MS });
}

export async function handsBack({ page }: CallerPage, note = ''): Promise<void> {
  await page.getByRole('button', { name: 'Hand back' }).click();
  await page.getByLabel('Note to the character').fill(note);
  await page.getByRole('button', { name: 'Hand the caller back' }).click();
}

/** Waits until these words are among those that a page has heard since a moment. */
export async function hears(
  { recorder }: CallerPage,
  from_ms: number,
  words: string,
): Promise<void> {
  const limit_ms = DESK_LIMIT_MS;
  let after_ms = from_ms;
  let heard = '';
  while (!soundsLike(heard, words)) {
    const began = await recorder.untilSound({ after_ms, limit_ms }).catch((cause: unknown) => {
      throw new Error(`"${words}" was not heard; heard was "${heard}".`, { cause });
    });
    after_ms = await recorder.untilSilence(1000, { after_ms: began, limit_ms });
    const sound = slice(recorder.recorded(), from_ms);
    heard = wordsOf(await transcribe(sound.pcm, sound.rate));
  }
}
