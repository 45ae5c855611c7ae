import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { findChromium } from '../../stack/chromium.ts';
import type { CallEvent } from '../../protocol/call-event.ts';
import type { DeskRequest } from '../../protocol/desk.ts';
import type { Speaking } from '../../protocol/live-call.ts';
import type { Command } from '../../protocol/command.ts';
import { place } from '../backend/backend-process.ts';
import { operator, worker } from '../backend/stand.ts';
import { ROOT } from './test-env.ts';

export const PASSWORD = 'correct horse battery';
/** What the pages look like, to be looked at. */
const SCREENS = join(ROOT, 'dist', 'screens');

/** As the operator's screen is. */
export interface Screen {
  readonly colorScheme: 'light' | 'dark';
  readonly viewport: { readonly width: number; readonly height: number };
}
export const DESK: Screen = { colorScheme: 'light', viewport: { width: 1360, height: 860 } };
export const NIGHT: Screen = { ...DESK, colorScheme: 'dark' };
export const TELEPHONE: Screen = { colorScheme: 'light', viewport: { width: 390, height: 844 } };

export type House = Awaited<ReturnType<typeof openHouse>>;

/** A backend as a process of its own, a browser, and whoever calls: no LiveKit is needed. */
export async function openHouse() {
  mkdirSync(SCREENS, { recursive: true });
  const rooms = place();
  const backend = await rooms.start({
    BATON_CONSOLE_PASSWORD: PASSWORD,
    BATON_OPERATORS_FILE: rooms.aside('operators.yaml'),
  });
  const executablePath = findChromium();
  if (!executablePath) throw new Error('There is no Chromium here; npm test installs one');
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
  });
  const ask = (path: string, headers: Record<string, string>, json?: object, method = 'POST') =>
    fetch(`${backend.url}${path}`, {
      method: json ? method : 'GET',
      headers: { 'Content-Type': 'application/json', ...headers },
      ...(json && { body: JSON.stringify(json) }),
    });
  const newPage = (screen: Screen) => openPage(browser, backend.url, screen);
  /** Somebody does this on a page of their own, of which nothing is complained. */
  const visit = async (screen: Screen, what: Act): Promise<void> => {
    const console = await newPage(screen);
    try {
      await what(console);
      expect(console.complaints).toEqual([]);
    } finally {
      await console.close();
    }
  };
  return {
    url: backend.url,
    operatorsFile: rooms.aside('operators.yaml'),
    asOperator: (path: string, json?: object, method?: string) => ask(path, operator, json, method),
    openCall: (request: object) => openCall(backend.url, ask, request),
    newPage,
    visit,
    /** The same for who is signed in as an admin, with the inbox before them. */
    signedIn: (screen: Screen, what: Act) =>
      visit(screen, async (console) => {
        await console.signIn();
        await console.page.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();
        await what(console);
      }),
    async close() {
      await browser.close();
      await rooms.clear();
    },
  };
}

type Ask = (
  path: string,
  headers: Record<string, string>,
  json?: object,
  method?: string,
) => Promise<Response>;

/** A call as its worker tells it. */
async function openCall(url: string, ask: Ask, request: object) {
  const opened = await ask('/api/calls', worker, {
    room: `room-${randomUUID()}`,
    channel: 'sip_inbound',
    ...request,
  });
  const { session_id } = (await opened.json()) as { session_id: string };
  const record = await ask(`/api/calls/${session_id}`, operator);
  const begun = Date.parse(((await record.json()) as { started_at: string }).started_at);
  let seq = 0;
  const tell = async (...events: (Record<string, unknown> & { type: CallEvent['type'] })[]) => {
    const told = events.map((fields) => {
      const at = new Date(begun + seq * 2000).toISOString();
      return { id: randomUUID(), epoch: 1, seq: seq++, at, ...fields };
    });
    const answer = await ask(`/api/calls/${session_id}/events`, worker, { events: told });
    if (!answer.ok) throw new Error(await answer.text());
  };
  /** Holds the command stream as a worker does, until this command comes. */
  const command = async (type: Command['type']): Promise<Command> => {
    const stream = await fetch(`${url}/api/calls/${session_id}/commands?epoch=1`, {
      headers: worker,
    });
    let text = '';
    for await (const part of stream.body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      const data = text.split('\n').find((line) => line.includes(`"type":"${type}"`));
      if (data?.endsWith('}')) return JSON.parse(data.slice('data:'.length)) as Command;
    }
    throw new Error(`The stream ended without ${type}`);
  };
  const turn = (role: 'caller' | 'agent', text: string, character = 'front-desk') =>
    tell({ type: 'turn', role, text, character });
  const said = async (path: string, json: object, method: string): Promise<void> => {
    const answer = await ask(`/api/calls/${session_id}${path}`, worker, json, method);
    if (!answer.ok) throw new Error(await answer.text());
  };
  /** Somebody has to be on duty. */
  const waitAtDesk = (wish: Omit<DeskRequest, 'id'>) =>
    said('/desk', { id: randomUUID(), ...wish }, 'POST');
  const speak = (who: Speaking['who']) => said('/speaking', { who }, 'PUT');
  return { session_id, tell, turn, command, waitAtDesk, speak };
}

/** What somebody does in the console. */
type Act = (console: ConsolePage) => Promise<void>;

export interface ConsolePage {
  readonly page: Page;
  /** Faults of the page itself; a refused request is the page's to show. */
  readonly complaints: readonly string[];
  readonly signIn: (name?: string, password?: string) => Promise<void>;
  readonly open: (path: string) => Promise<void>;
  readonly shoot: (name: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

async function openPage(browser: Browser, url: string, screen: Screen): Promise<ConsolePage> {
  const context = await browser.newContext({ ...screen, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const refused = /Failed to load resource/.test(message.text());
    if (message.type() === 'error' && !refused) complaints.push(message.text());
  });
  const open = async (path: string) => {
    await page.goto(`${url}${path}`);
  };
  return {
    page,
    complaints,
    open,
    async signIn(name = 'admin', password = PASSWORD) {
      await open('/console');
      await page.getByLabel('Name').fill(name);
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
    },
    async shoot(name) {
      await page.screenshot({ path: join(SCREENS, `${name}.png`) });
    },
    close: () => context.close(),
  };
}
