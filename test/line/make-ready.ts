import { listenForQuit } from '../../stack/quit-signal.ts';
import { readyLineNode } from './line-node-build.ts';

const { signal, stop } = listenForQuit(() => process.exit(130));
const say = (line: string): void => void process.stdout.write(`  ${line}\n`);
say(await readyLineNode({ signal, say }));
stop();
