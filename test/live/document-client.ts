import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { atLineRate } from '../line/mouth.ts';
import { decodeMuLaw, encodeMuLaw } from '../line/phone/mu-law.ts';
import { LINE_RATE } from '../line/tape.ts';
import type { SoundWait } from './growing-sound.ts';
import { HeardTape } from './heard-tape.ts';
import type { Talker } from './phone-talk.ts';
import type { Recording, Sound } from './pcm.ts';
import { ROOT } from './test-env.ts';

const FRAME_MS = 20;
const FRAME = (LINE_RATE * FRAME_MS) / 1000;

/** The program in a document: the first block of JavaScript, as it stands. */
export function clientOf(document: string): string {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const [, program] = /^```js\n([\s\S]*?)^```$/m.exec(text) ?? [];
  if (program === undefined) throw new Error(`There is no program in ${document}.`);
  return program;
}

/** Somebody who telephones by the client of the document: its input is the microphone. */
export class DocumentClient implements Talker {
  readonly active = Promise.resolve();
  readonly left: Promise<string>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #folder: string;
  readonly #tape = new HeardTape(LINE_RATE);
  readonly #timer: NodeJS.Timeout;
  readonly #since = performance.now();
  #waiting: Int16Array = new Int16Array(0);
  #said: () => void = () => undefined;
  #sent = 0;

  constructor(program: string, url: string, key: string, callerId: string) {
    // Below the packages, so that it finds its own.
    this.#folder = mkdtempSync(join(ROOT, 'node_modules/.client-'));
    const file = join(this.#folder, 'client.mjs');
    writeFileSync(file, program);
    this.#child = spawn(process.execPath, [file, url, key, callerId], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let told = '';
    this.#child.stderr.on('data', (text: Buffer) => (told += text.toString()));
    this.#child.stdin.on('error', () => undefined);
    this.#child.stdout.on('data', (bytes: Buffer) => {
      this.#tape.add(decodeMuLaw(bytes));
    });
    this.left = new Promise((resolve) => {
      this.#child.once('exit', () => {
        clearInterval(this.#timer);
        this.#tape.end();
        resolve(told);
      });
    });
    this.#timer = setInterval(() => {
      this.#speakOn();
    }, FRAME_MS / 2);
  }

  speak(sound: Sound): Promise<void> {
    this.#waiting = atLineRate(sound);
    return new Promise((said) => (this.#said = said));
  }

  hangUp(): void {
    clearInterval(this.#timer);
    this.#child.stdin.end();
  }

  /** Safe twice. */
  stop(): void {
    this.#child.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  heard(): Recording {
    return this.#tape.recording();
  }

  position_ms(): number {
    return this.#tape.length_ms;
  }

  untilSound(wait?: SoundWait): Promise<number> {
    return this.#tape.untilSound(wait);
  }

  untilSilence(silence_ms: number, wait?: SoundWait): Promise<number> {
    return this.#tape.untilSilence(silence_ms, wait);
  }

  #speakOn(): void {
    const due = Math.floor((performance.now() - this.#since) / FRAME_MS);
    for (; this.#sent < due; this.#sent += 1) {
      const frame = new Int16Array(FRAME);
      frame.set(this.#waiting.subarray(0, FRAME));
      this.#waiting = this.#waiting.subarray(FRAME);
      this.#child.stdin.write(encodeMuLaw(frame));
      if (this.#waiting.length === 0) this.#said();
    }
  }
}
