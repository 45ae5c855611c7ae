import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import { COUNTS_HITS, SCRIPTS } from './hostile-words.ts';
import { findChromium } from '../../stack/chromium.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const POLICY = "default-src 'self'; img-src 'self' data:; connect-src 'self' ws:";

/** The built page under a strict content security policy. */
async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    const file = normalize(join(folder, pathname === '/' ? 'index.html' : pathname));
    readFile(file).then(
      (body) => {
        const type = TYPES[extname(file)] ?? 'application/octet-stream';
        response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY });
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function bundleFakeRoom(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry: join(ROOT, 'test/web/fake-room.ts'), formats: ['iife'], name: 'fake' },
    },
  });
  const [bundle] = (Array.isArray(result) ? result : [result]) as Rolldown.RolldownOutput[];
  return bundle!.output[0].code;
}

describe('the widget by keyboard and screen reader', () => {
  let browser: Browser;
  let server: Server;
  let folder: string;
  let fakeRoom: string;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'baton-web-'));
    const configFile = join(ROOT, 'vite.config.ts');
    await build({ configFile, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
    fakeRoom = await bundleFakeRoom();
    server = await serve(folder);
    browser = await chromium.launch({
      executablePath: findChromium() ?? '/usr/bin/chromium',
      args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'],
    });
  });
  afterAll(async () => {
    await browser.close();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    complaints.length = 0;
    const context = await browser.newContext();
    page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.evaluate("customElements.whenDefined('baton-widget').then(() => undefined)");
    await page.evaluate(fakeRoom);
  });

  const inRoom = (code: string) => page.evaluate(`(() => { const room = fakeRoom; ${code}; })()`);
  const focused = () =>
    page.evaluate(
      "(({ dataset, id }) => dataset.part ?? id)(document.querySelector('baton-widget').shadowRoot.activeElement ?? document.body)",
    );
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  async function callByKeyboard(): Promise<void> {
    await button('Talk to Northwind').focus();
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('start');
    await page.keyboard.press('Enter');
    await inRoom("room.notice(1, 'Riley', 'front-desk', '#2563eb')");
    await page.getByText('Riley', { exact: true }).first().waitFor();
  }

  it('carries a whole call without a pointer', async () => {
    await callByKeyboard();
    await button('Mute microphone').press('Space');
    await expect.poll(() => inRoomValue('muted')).toBe(true);
    await button('Keypad').press('Enter');
    await page.keyboard.press('Enter');
    await button('Hash').press('Enter');
    expect(await inRoomValue('keys')).toEqual(['1', '#']);
    await page.keyboard.press('Escape');
    await expect.poll(focused).toBe('keypad-toggle');
    await page.getByRole('textbox', { name: 'Type a message' }).fill('Hello');
    await page.keyboard.press('Enter');
    expect(await inRoomValue('sent')).toEqual(['Hello']);
    await button('End call').press('Enter');
    await expect.poll(focused).toBe('notice-title');
    expect(complaints).toEqual([]);
  });

  it('minimises by Escape without ending the call and gives the focus back', async () => {
    await callByKeyboard();
    await page.keyboard.press('Escape');
    await expect.poll(focused).toBe('launcher');
    expect(await inRoomValue('left')).toBe(0);
    await button('Back to the call').press('Enter');
    await button('End call').waitFor();
  });

  it('says the handoff once and reads only finished sentences', async () => {
    await callByKeyboard();
    await inRoom("room.tell({ type: 'handoff_announced', agentName: 'Billing Specialist' })");
    const status = page.getByRole('status').filter({ hasText: 'Connecting you to' });
    await expect.poll(() => status.textContent()).toBe('Connecting you to Billing Specialist…');
    const log = page.getByRole('log', { name: 'What was said' });
    await inRoom("room.words('agent', 'a', 'One moment', false)");
    await page.getByText('One moment', { exact: true }).waitFor();
    expect(await log.innerText()).not.toContain('One moment');
    await inRoom("room.words('agent', 'a', 'One moment, please.')");
    await expect.poll(() => log.innerText()).toContain('One moment, please.');
  });

  it('shows what is said and who says it as text, whatever it is', async () => {
    await page.evaluate(COUNTS_HITS);
    await callByKeyboard();
    const [name, ...others] = SCRIPTS;
    await inRoom(`room.notice(2, ${JSON.stringify(name)}, 'x" onerror="hit(7)', 'red;}</style>')`);
    for (const [n, words] of others.entries())
      await inRoom(
        `room.words('${n % 2 ? 'agent' : 'caller'}', 'w${n}', ${JSON.stringify(words)})`,
      );
    await page.getByText(name!, { exact: true }).first().waitFor();
    for (const words of others) await page.getByText(words, { exact: true }).first().waitFor();
    const made = `document.querySelector('baton-widget').shadowRoot.querySelectorAll('script, img[src=x], [onload], [onerror], a[href^=javascript]').length`;
    expect(await page.evaluate(`[${made}, ...hits]`)).toEqual([0]);
  });

  it('offers typing when the microphone is refused', async () => {
    await inRoom("room.failure = 'microphone_refused'");
    await button('Talk to Northwind').press('Enter');
    await button('Start call').press('Enter');
    await page.getByRole('heading', { name: 'The microphone is blocked' }).waitFor();
    await expect.poll(focused).toBe('notice-title');
    await inRoom('room.failure = undefined');
    await button('Continue by typing').press('Enter');
    await expect.poll(focused).toBe('text-field');
  });

  it('gives every control a name', async () => {
    await callByKeyboard();
    await button('Keypad').press('Enter');
    const nameless = await page.evaluate(`(() => {
      const controls = document.querySelector('baton-widget').shadowRoot.querySelectorAll('button, input');
      return [...controls].filter((one) => !(one.ariaLabel ?? one.textContent).trim()).length;
    })()`);
    expect(nameless).toBe(0);
  });

  async function inRoomValue(field: string): Promise<unknown> {
    return page.evaluate(`fakeRoom.${field}`);
  }
});
