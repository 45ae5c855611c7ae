import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { inherited } from '../../config/env.ts';
import { obituary, startChild } from '../../stack/child.ts';
import { startKeeper } from '../../stack/keeper.ts';
import type { LivekitAccess } from '../../stack/livekit-access.ts';
import { freeUdpRange } from '../live/free-ports.ts';
import type { Endpoint } from './phone/sip-address.ts';

const HOST = '127.0.0.1';
const STOP_GRACE_MS = 3_000;
const TIMEOUT = 408;

export interface BridgeStart {
  /** Path of `livekit-sip`. */
  readonly program: string;
  readonly access: LivekitAccess;
  readonly redis: string;
  /** Resolves with the status of an OPTIONS; 408 where nobody answers. */
  readonly inquire: (at: Endpoint) => Promise<number>;
}

export interface BridgeProcess {
  /** Where it takes calls. */
  readonly at: Endpoint;
  readonly stop: () => Promise<void>;
}

/** Everything on the loopback; RTP on the even ports above the one of the signalling. */
export function bridgeConfig(
  { access, redis }: Pick<BridgeStart, 'access' | 'redis'>,
  ports: { readonly from: number; readonly to: number },
): string {
  return stringify({
    api_key: access.key,
    api_secret: access.secret,
    ws_url: access.url.replace(/^http/, 'ws'),
    redis: { address: redis },
    sip_port: ports.from,
    // Only this pair makes it stay on the loopback: its own choice never falls on it.
    listen_ip: HOST,
    nat_1_to_1_ip: HOST,
    use_external_ip: false,
    rtp_port: `${ports.from + 2}-${ports.to}`,
    // Or a port stays bound after its call.
    rtp_draining_idle_timeout: '-1s',
    rtp_draining_duration: '-1s',
    // Or it refuses calls on a machine that is busy.
    max_cpu_utilization: 1,
    disable_rejected_invite_cache: true,
    logging: { level: 'debug' },
  });
}

/** Starts the bridge, and waits until it answers. */
export async function startBridge(start: BridgeStart): Promise<BridgeProcess> {
  const ports = await freeUdpRange();
  const [dir, keeper] = [mkdtempSync(join(tmpdir(), 'baton-bridge-')), startKeeper()];
  const file = join(dir, 'sip.yaml');
  writeFileSync(file, bridgeConfig(start, ports), { mode: 0o600 });
  const log = join(dir, 'sip.log');
  const args = ['--config', file];
  const child = await startChild({
    ...{
      name: 'SIP bridge',
      command: start.program,
      args,
      env: inherited(),
      cwd: dir,
      log,
      keeper,
    },
  });
  const stop = async (): Promise<void> => {
    await child.stop(STOP_GRACE_MS);
    await keeper.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  const at = { host: HOST, port: ports.from };
  const died = child.ended.then((end) => obituary(child, end));
  const answer = await Promise.race([start.inquire(at), died]);
  if (typeof answer === 'number' && answer !== TIMEOUT) return { at, stop };
  const words = typeof answer === 'string' ? answer : `It did not answer:\n${child.tail()}`;
  await stop();
  throw new Error(`The SIP bridge did not start. ${words}`);
}
