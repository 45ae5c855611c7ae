import { Listr } from 'listr2';
import { inherited, backendUrl, EnvError, gatewayUrl, readEnv, type Env } from '../config/env.ts';
import { consolePasswordFile } from '../config/keys.ts';
import { obituary, type Child } from './child.ts';
import { startKeeper } from './keeper.ts';
import { listenForQuit, type QuitSignal } from './quit-signal.ts';
import { hasGateway, hasOperators, startSteps, type Start } from './start-steps.ts';
import { StepFailure } from './step-failure.ts';
import { StopList } from './stop-list.ts';

const CORRECT = 'correct these variables and run npm start again.';

/** `npm start`: brings everything up, waits, stops everything. Returns the exit code. */
export async function start(root: string): Promise<number> {
  const env = environment();
  if (!env) return 1;
  const children: Child[] = [];
  const quit = listenForQuit(() => {
    console.log('Stopping at once.');
    void Promise.all(children.map((child) => child.kill())).finally(() => process.exit(130));
  });
  const [keeper, stops] = [startKeeper(), new StopList()];
  try {
    await bringUp({ root, env, keeper, stops, signal: quit.signal, children });
    greet(root, env);
    return await untilOver(children, quit);
  } catch (fault) {
    if (quit.signal.aborted) return 0;
    explain(fault);
    return 1;
  } finally {
    await stops.stopAll((name) => {
      console.log(`Stopping ${name} …`);
    });
    await keeper.stop();
    quit.stop();
  }
}

function environment(): Env | null {
  try {
    return readEnv();
  } catch (fault) {
    if (!(fault instanceof EnvError)) throw fault;
    console.error(`${fault.message}\nNext: ${CORRECT}`);
    return null;
  }
}

async function bringUp(start: Start): Promise<void> {
  const steps = new Listr<Start, 'default', 'simple'>(startSteps(start.env), {
    ctx: start,
    // Its own listeners would end this process before anything is stopped.
    registerSignalListeners: false,
    fallbackRenderer: 'simple',
    fallbackRendererCondition: () => !process.stdout.isTTY || Boolean(inherited()['CI']),
    rendererOptions: { showErrorMessage: false },
  });
  await steps.run();
}

function greet(root: string, env: Env): void {
  const made = `name admin, password in ${consolePasswordFile(env)}`;
  const given = 'name admin, password as in BATON_CONSOLE_PASSWORD';
  const first = env.BATON_CONSOLE_PASSWORD ? given : made;
  const who = hasOperators({ root, env }) ? `operators of ${env.BATON_OPERATORS_FILE}` : first;
  const phone = hasGateway(env)
    ? `Telephony platforms connect to ${gatewayUrl(env)}`
    : 'No telephony gateway: set BATON_GATEWAY_KEYS to start one';
  console.log(
    `\nOpen ${backendUrl(env)}\nThe console: ${backendUrl(env)}/console (${who})\n${phone}\n\nCtrl-C stops everything. Logs: ${env.BATON_DATA_DIR}/log/`,
  );
}

/** Ends by the wish to stop (0) or by the end of any part (1). */
async function untilOver(children: readonly Child[], quit: QuitSignal): Promise<number> {
  const ended = children.map(async (child) => ({ child, end: await child.ended }));
  const first = await Promise.race([quit.asked, ...ended]);
  if (typeof first === 'string') return 0;
  console.error(`\n${obituary(first.child, first.end)}\nNext: read ${first.child.log}`);
  return 1;
}

function explain(fault: unknown): void {
  if (fault instanceof StepFailure) console.error(`\n${fault.message}\nNext: ${fault.next}`);
  else if (fault instanceof EnvError) console.error(`\n${fault.message}\nNext: ${CORRECT}`);
  else console.error('\nThe start failed:', fault);
}
