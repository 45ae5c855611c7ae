import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from '../../stack/chromium.ts';
import { recordPage, type PageRecorder } from './page-recorder.ts';
import { giveSpokenMicrophone } from './speak-into.ts';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];
const LAUNCH_LIMIT_MS = 90_000;

export interface OpenPage {
  readonly url?: string;
  /** Chromium's own fake microphone says this file once; else the test speaks by `speakInto`. */
  readonly wavFile?: string;
  /** The person at the page refuses the microphone. */
  readonly refuseMicrophone?: boolean;
  /** The page's content security policy stays in force; it may forbid the recorder. */
  readonly enforceCsp?: boolean;
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** A page in a browser of its own. */
export interface CallerPage {
  readonly page: Page;
  readonly recorder: PageRecorder;
  /** What the page wrote to its console, and its uncaught errors. */
  readonly console: readonly string[];
  /** Safe twice. */
  readonly close: () => Promise<void>;
}

export async function openPage(options: OpenPage = {}): Promise<CallerPage> {
  const browser = await launch(options);
  try {
    const page = await newPage(browser, options);
    const lines: string[] = [];
    page.on('console', (message) => lines.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => lines.push(`uncaught: ${error.message}`));
    const recorder = await recordPage(page);
    const spoken = !options.wavFile && !options.refuseMicrophone;
    if (spoken) await giveSpokenMicrophone(page);
    if (options.url) await page.goto(options.url);
    return { page, recorder, console: lines, close: () => browser.close() };
  } catch (fault) {
    await browser.close();
    throw fault;
  }
}

async function launch({ wavFile, refuseMicrophone }: OpenPage): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('There is no Chromium here; npm test installs one');
  const microphone = wavFile ? [`--use-file-for-fake-audio-capture=${wavFile}%noloop`] : [];
  const permission = refuseMicrophone ? [] : ['--use-fake-ui-for-media-stream'];
  return chromium.launch({
    executablePath,
    args: [...FLAGS, ...microphone, ...permission],
    timeout: LAUNCH_LIMIT_MS,
  });
}

async function newPage(browser: Browser, options: OpenPage): Promise<Page> {
  const context = await browser.newContext({
    ...(options.viewport && { viewport: options.viewport }),
    bypassCSP: !options.enforceCsp,
    colorScheme: options.colorScheme ?? 'light',
    permissions: options.refuseMicrophone ? [] : ['microphone'],
  });
  return context.newPage();
}
