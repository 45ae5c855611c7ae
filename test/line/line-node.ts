import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { timeLimit } from '../../config/time-limit.ts';
import { inherited } from '../../config/env.ts';
import { NodeEvent, type NodeAnswer } from './node-messages.ts';

const ORDER_LIMIT_MS = 10_000;

export type NodeRequest = Extract<NodeEvent, { id: number }>;

/** The SIP node that the LiveKit server talks to. */
export interface LineNode {
  /** From now on the server's requests for this call arrive. */
  readonly register: (call: string) => Promise<void>;
  /** From now on nobody listens for this call. */
  readonly deregister: (call: string) => Promise<void>;
  readonly answer: (id: number, answer: NodeAnswer) => void;
  readonly close: () => Promise<void>;
}

/** Starts the node as a process that ends with its input, and so with us. */
export async function startLineNode(
  program: string,
  redis: string,
  onRequest: (request: NodeRequest) => void,
): Promise<LineNode> {
  const child = spawn(program, [redis], { stdio: ['pipe', 'pipe', 'pipe'], env: inherited() });
  const said = new EventEmitter().setMaxListeners(0);
  const ended = once(child, 'exit');
  let complaints = '';
  child.stdin.on('error', () => undefined);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4_000);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = NodeEvent.parse(JSON.parse(line));
    if ('id' in event) onRequest(event);
    else said.emit(nameOf(event.kind, 'call' in event ? event.call : ''));
  });
  const until = async (name: string): Promise<void> => {
    const over = new AbortController();
    const signal = timeLimit(ORDER_LIMIT_MS, over.signal);
    const dead = ended.then(() => Promise.reject(new Error('it ended')));
    await Promise.race([once(said, name, { signal }), dead])
      .catch((cause: unknown) => {
        throw new Error(`The line's SIP node did not say "${name}". ${complaints}`, { cause });
      })
      .finally(() => {
        over.abort();
      });
  };
  const tell = (order: object): void => void child.stdin.write(`${JSON.stringify(order)}\n`);
  const order = async (kind: string, call: string): Promise<void> => {
    const done = until(nameOf(`${kind}ed`, call));
    tell({ kind, call });
    await done;
  };
  await until(nameOf('ready', ''));
  return {
    register: (call) => order('register', call),
    deregister: (call) => order('deregister', call),
    answer: (id, answer) => {
      tell({ kind: 'answer', id, ...answer });
    },
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

function nameOf(kind: string, call: string): string {
  return call === '' ? kind : `${kind} ${call}`;
}
