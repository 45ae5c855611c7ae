import { SipClient } from 'livekit-server-sdk';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applySipFiles } from '../../stack/sip-apply.ts';
import type { StepFailure } from '../../stack/step-failure.ts';
import { startTestLivekit, type TestLivekit } from './stack.ts';
import { ROOT } from './test-env.ts';

const VARIABLES = {
  BATON_SIP_NUMBER: '+15105550100',
  BATON_SIP_IN_USERNAME: 'carrier',
  BATON_SIP_IN_PASSWORD: 'a password of the carrier',
  BATON_SIP_OUT_ADDRESS: 'baton.pstn.example.com',
  BATON_SIP_OUT_USERNAME: 'baton',
  BATON_SIP_OUT_PASSWORD: 'a password of ours',
};

async function apply(
  livekit: TestLivekit,
  more: { check?: boolean; variables?: Record<string, string> } = {},
): Promise<string[]> {
  const lines: string[] = [];
  await applySipFiles({
    access: livekit.access,
    folder: join(ROOT, 'config', 'sip'),
    variables: { ...VARIABLES, ...more.variables },
    check: more.check ?? false,
    say: (line) => lines.push(line),
  });
  return lines;
}

describe('with a LiveKit server that has Redis', () => {
  let livekit: TestLivekit;
  let sip: SipClient;
  beforeAll(async () => {
    livekit = await startTestLivekit({ sip: true });
    const { url, key, secret } = livekit.access;
    sip = new SipClient(url.replace(/^ws/, 'http'), key, secret);
  });
  afterAll(() => livekit.stop());

  it('a check says what would be created, and creates nothing', async () => {
    expect(await apply(livekit, { check: true })).toEqual([
      'inbound trunk baton-inbound: would be created',
      'outbound trunk baton-outbound: would be created',
      'dispatch rule baton-calls: would be created',
    ]);
    expect(await sip.listSipInboundTrunk()).toEqual([]);
  });

  it('the trunks and the rule are there once, the rule bound to its trunk', async () => {
    const first = await apply(livekit);
    expect(first).toEqual([
      expect.stringMatching(/^inbound trunk baton-inbound: created, ST_\w+$/),
      expect.stringMatching(/^outbound trunk baton-outbound: created, ST_\w+$/),
      expect.stringMatching(/^dispatch rule baton-calls: created, SDR_\w+$/),
    ]);
    expect(await apply(livekit)).toEqual(first.map((line) => line.replace('created', 'unchanged')));
    const [inbound, ...noMore] = await sip.listSipInboundTrunk();
    expect(noMore).toEqual([]);
    expect(inbound).toMatchObject({ numbers: ['+15105550100'], authUsername: 'carrier' });
    expect(await sip.listSipOutboundTrunk()).toMatchObject([{ address: 'baton.pstn.example.com' }]);
    expect(await sip.listSipDispatchRule()).toMatchObject([
      {
        trunkIds: [inbound!.sipTrunkId],
        rule: { rule: { case: 'dispatchRuleIndividual', value: { roomPrefix: 'call-' } } },
        roomConfig: { agents: [{ agentName: 'baton' }] },
      },
    ]);
  });

  it('only what differs is updated, under the same id, and no value is shown', async () => {
    await apply(livekit);
    const [before] = await sip.listSipInboundTrunk();
    const variables = { BATON_SIP_NUMBER: '+15105550199', BATON_SIP_IN_PASSWORD: 'a new password' };
    const lines = await apply(livekit, { variables });
    expect(lines).toEqual([
      `inbound trunk baton-inbound: updated (auth_password, numbers), ${before!.sipTrunkId}`,
      expect.stringMatching(/^outbound trunk baton-outbound: updated \(numbers\), ST_\w+$/),
      expect.stringMatching(/^dispatch rule baton-calls: unchanged, SDR_\w+$/),
    ]);
    expect(await sip.listSipInboundTrunk()).toMatchObject([
      { numbers: ['+15105550199'], authPassword: 'a new password', includeHeaders: 1 },
    ]);
  });

  it('a rule that is bound to no trunk is pointed at', async () => {
    const open = { type: 'individual', roomPrefix: 'open-' } as const;
    const { sipDispatchRuleId } = await sip.createSipDispatchRule(open, { name: 'open to all' });
    const lines = await apply(livekit);
    expect(lines.at(-1)).toContain(`Careful: dispatch rule open to all (${sipDispatchRuleId})`);
  });

  it('a wrong key is told as that', async () => {
    const access = { ...livekit.access, secret: 'x'.repeat(43) };
    const fault = await apply({ ...livekit, access }).catch((error: unknown) => error);
    expect((fault as StepFailure).message).toContain('refuses our key');
  });
});

describe('with a LiveKit server that has no Redis', () => {
  let livekit: TestLivekit;
  beforeAll(async () => {
    livekit = await startTestLivekit();
  });
  afterAll(() => livekit.stop());

  it('the failure says so, and what to do', async () => {
    const fault = await apply(livekit).catch((error: unknown) => error);
    expect((fault as StepFailure).message).toContain('runs without Redis');
    expect((fault as StepFailure).next).toContain('redis: { address: 127.0.0.1:6379 }');
  });
});
