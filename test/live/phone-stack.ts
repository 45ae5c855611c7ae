import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SIPTransport } from '@livekit/protocol';
import { SipClient } from 'livekit-server-sdk';
import { type Line, startLine } from '../line/line.ts';
import { startTestStack, type TestStack } from './stack.ts';

export interface PhoneStack {
  readonly stack: TestStack;
  readonly line: Line;
  readonly stop: () => Promise<void>;
}

/** The whole with a telephone line, an outbound trunk `baton-out`, and this dialling policy. */
export async function startPhoneStack(
  dialing: string,
  env: Readonly<Record<string, string>> = {},
): Promise<PhoneStack> {
  const dir = mkdtempSync(join(tmpdir(), 'baton-dialing-'));
  const file = join(dir, 'dialing.yaml');
  writeFileSync(file, dialing);
  const stack = await startTestStack({ sip: true, env: { BATON_DIALING_FILE: file, ...env } });
  const line = await startLine(stack);
  const { url, key, secret } = stack.access;
  const sip = new SipClient(url.replace(/^ws/, 'http'), key, secret);
  const options = { transport: SIPTransport.SIP_TRANSPORT_AUTO };
  await sip.createSipOutboundTrunk('baton-out', line.carrier, ['+15105550100'], options);
  const stop = async () => {
    await line.close();
    await stack.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  return { stack, line, stop };
}
