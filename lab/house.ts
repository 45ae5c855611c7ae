import { join } from 'node:path';
import { RoomServiceClient } from 'livekit-server-sdk';
import { CallRecord } from '../protocol/call-record.ts';
import { ReadyVoices } from '../bench/providers/ready-voices.ts';
import { StopList } from '../stack/stop-list.ts';
import { receiver, type Receiver, WEBHOOK_SECRET } from '../test/backend/receiver.ts';
import type { Line } from '../test/line/line.ts';
import { freePort } from '../test/live/free-ports.ts';
import { startPhoneStack } from '../test/live/phone-stack.ts';
import type { TestStack } from '../test/live/stack.ts';
import { Switchboard } from './switchboard.ts';
import { BackendWay } from './providers/backend-way.ts';
import { startEar } from './providers/ear.ts';
import { startMindAndVoice } from './providers/mind-and-voice.ts';
import { Whose } from './whose.ts';

export const GATEWAY_KEY = 'key-of-the-platform-in-the-lab';
const KEY = 'key-of-the-local-provider';
const DIALING = 'outbound_trunk: baton-out\ncountries: [US]\n';

/** All that the calls of the lab have in common: one house, as a deployment is. */
export interface House {
  readonly stack: TestStack;
  readonly line: Line;
  readonly board: Switchboard;
  readonly way: BackendWay;
  readonly whose: Whose;
  readonly hooks: Receiver;
  readonly rooms: RoomServiceClient;
  /** Safe twice. */
  readonly stop: () => Promise<void>;
}

/** LiveKit server, backend, worker, gateway, telephone line, and providers that break when told to. */
export async function openHouse(): Promise<House> {
  const [stops, voices] = [new StopList(), new ReadyVoices()];
  let whose: Whose | null = null;
  // While the house is opened nobody calls: what is asked then is the worker's own.
  const asked = (): Whose | null => whose;
  try {
    stops.add('voices', () => voices.close());
    const mind = await startMindAndVoice(asked, voices);
    stops.add('mind', mind.close);
    const ear = await startEar(asked);
    stops.add('ear', ear.close);
    const port = await freePort();
    const way = await BackendWay.open(asked, `http://127.0.0.1:${port}`);
    stops.add('way', way.close);
    const hooks = await receiver();
    stops.add('hooks', () => {
      hooks.close();
      return Promise.resolve();
    });
    const phone = await startPhoneStack(DIALING, {
      BATON_PORT: String(port),
      BATON_BACKEND_URL: way.url,
      BATON_CHARACTERS_DIR: join(import.meta.dirname, 'characters'),
      BATON_FRONT_DESK: 'reception',
      BATON_GATEWAY_KEYS: GATEWAY_KEY,
      BATON_LOG_LEVEL: 'info',
      BATON_WEBHOOK_URL: hooks.url,
      BATON_WEBHOOK_SECRET: WEBHOOK_SECRET,
      BATON_SPEECH: 'cloud',
      OPENAI_API_KEY: KEY,
      OPENAI_BASE_URL: mind.url,
      DEEPGRAM_API_KEY: KEY,
      DEEPGRAM_BASE_URL: ear.url,
    });
    stops.add('phone', phone.stop);
    const { stack } = phone;
    whose = new Whose({
      group: () => stack.firstWorker().pid,
      log: () => stack.log('worker'),
      record: (session_id) => recordOf(stack, session_id),
    });
    const { url, key, secret } = stack.access;
    const rooms = new RoomServiceClient(url.replace(/^ws/, 'http'), key, secret);
    const board = new Switchboard(phone.line);
    return {
      stack,
      line: phone.line,
      board,
      way,
      whose,
      hooks,
      rooms,
      stop: () => stops.stopAll(),
    };
  } catch (fault) {
    await stops.stopAll();
    throw fault;
  }
}

async function recordOf(stack: TestStack, session_id: string): Promise<CallRecord | null> {
  const headers = { Authorization: `Bearer ${stack.operatorToken}` };
  const answer = await fetch(`${stack.url}/api/calls/${session_id}`, { headers });
  return answer.status === 200 ? CallRecord.parse(await answer.json()) : null;
}
