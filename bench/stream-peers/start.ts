import { fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import type { HeardByPeers, PeersNews, PeersOrder } from './messages.ts';

const PROGRAM = new URL('./process.ts', import.meta.url);

/** Callers of streams in another process; each promise rejects where a stream ends too early. */
export interface StreamPeers {
  /** All of them are in their calls. */
  readonly connected: Promise<void>;
  /** All of them hear somebody: the window begins. */
  readonly begun: Promise<void>;
  readonly heard: Promise<HeardByPeers>;
  /** Hangs up; resolves when the process is gone. */
  readonly stop: () => Promise<void>;
}

export function startStreamPeers(order: PeersOrder): StreamPeers {
  const child = fork(PROGRAM, { execArgv: ['--import', 'tsx'] });
  const gone = once(child, 'exit');
  const news = new EventEmitter();
  child.on('message', (told: PeersNews) => {
    if (told.step === 'fault') news.emit('error', new Error(told.message));
    else news.emit(told.step, told);
  });
  child.once('exit', (code, signal) => {
    news.emit('error', new Error(`The process of the streams ended: ${signal ?? code}`));
  });
  news.on('error', () => undefined);
  const told = <T>(step: PeersNews['step'], made: (news: unknown) => T): Promise<T> => {
    const coming = once(news, step).then(([one]) => made(one));
    // Nobody waits for each of them when another has failed.
    coming.catch(() => undefined);
    return coming;
  };
  const connected = told('connected', () => undefined);
  const begun = told('begun', () => undefined);
  const heard = told('heard', (one) => one as HeardByPeers);
  child.send(order);
  return {
    connected,
    begun,
    heard,
    stop: async () => {
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}
