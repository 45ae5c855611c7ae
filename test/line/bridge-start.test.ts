import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import {
  CreateSIPDispatchRuleRequest,
  CreateSIPInboundTrunkRequest,
  UpdateSIPDispatchRuleRequest,
} from '@livekit/protocol';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { bridgeConfig, startBridge } from './bridge-process.ts';
import { BridgeRules, ruleNoun, trunkNoun } from './bridge-rules.ts';
import { startLine } from './line.ts';
import { NotOnBridgeError } from './not-on-bridge.ts';
import { SipPhone } from './phone/sip-phone.ts';

const FROM = '+14155550199';
const TO = '+15105550123';
const access = { url: 'ws://127.0.0.1:7880', key: 'key', secret: 'secret' };
const who = { username: 'line', password: 'secret' };

describe('the trunks and the rule of a call', () => {
  let asked: string[];
  let rules: BridgeRules;
  beforeEach(() => {
    asked = [];
    rules = new BridgeRules(
      {
        create: (kind, { name }) => {
          asked.push(`create ${kind} ${name}`);
          return Promise.resolve({ id: `${kind}-${name}` });
        },
        update: (kind, id, noun) => {
          const of = kind === 'rule' ? noun['trunk_ids'] : noun['numbers'];
          asked.push(`update ${kind} ${id} ${String(of)}`);
          return Promise.resolve();
        },
      },
      who,
    );
  });

  test('are made once, and made to fit each further call', async () => {
    await rules.fit({ from: FROM, to: TO });
    await rules.fit({ from: FROM, to: '+15105550124' });
    await rules.fit({ from: FROM, to: '+15105550124', trunk_id: 'ST_refuses' });
    await rules.fit({ from: FROM, to: TO });
    expect(asked).toEqual([
      'create inbound line',
      'create rule line',
      'update inbound inbound-line +15105550124',
      'update rule rule-line inbound-line',
      'update inbound inbound-line +999000000',
      'create inbound ST_refuses',
      'update rule rule-line inbound-ST_refuses',
      `update inbound inbound-line ${TO}`,
      'update rule rule-line inbound-line',
    ]);
  });

  test.each([
    { lateHeaders: { 'X-Case-Id': '7' } },
    { rule_id: 'SDR_1' },
    { sip_call_id: 'SCL_1' },
  ])('are not touched for what the bridge cannot play: %o', async (more) => {
    const call = { from: FROM, to: TO, ...more };
    await expect(rules.fit(call)).rejects.toBeInstanceOf(NotOnBridgeError);
    expect(asked).toEqual([]);
  });

  test('have the shapes of the server’s API', () => {
    const trunk = CreateSIPInboundTrunkRequest.fromJson({
      trunk: trunkNoun('line', TO, who) as any,
    });
    expect(trunk.trunk).toMatchObject({ numbers: [TO], authUsername: 'line' });
    const direct = ruleNoun({ from: FROM, to: TO, room: 'room', metadata: '{}' }, 'ST_1');
    const made = CreateSIPDispatchRuleRequest.fromJson({ dispatch_rule: direct as any });
    expect(made.dispatchRule?.rule?.rule.case).toBe('dispatchRuleDirect');
    const rule = ruleNoun({ from: FROM, to: TO }, 'ST_1');
    const update = UpdateSIPDispatchRuleRequest.fromJson({
      sip_dispatch_rule_id: 'SDR_1',
      replace: rule as any,
    });
    expect(update.action.value).toMatchObject({
      trunkIds: ['ST_1'],
      roomConfig: { agents: [{ agentName: 'baton' }] },
    });
  });
});

describe('the bridge as a process', () => {
  /** Answers whatever comes with 200, where its configuration says. */
  const PROGRAM = `#!${process.execPath}
const text = require('node:fs').readFileSync(process.argv[3], 'utf8');
const port = Number(/^sip_port: (\\d+)$/m.exec(text)[1]);
const socket = require('node:dgram').createSocket('udp4');
socket.on('message', (bytes, from) => {
  const lines = bytes.toString().split('\\r\\n').filter((line) => /^(via|from|to|call-id|cseq):/i.test(line));
  socket.send(['SIP/2.0 200 OK', ...lines, '', ''].join('\\r\\n'), from.port, from.address);
});
socket.bind(port, '127.0.0.1');
`;
  let dir: string;
  let phone: SipPhone;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'baton-bridge-test-'));
    phone = await SipPhone.open({ t1_ms: 50 });
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await phone.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const writeProgram = (text: string): string => {
    const program = join(dir, 'livekit-sip');
    writeFileSync(program, text);
    chmodSync(program, 0o755);
    return program;
  };
  const start = (text: string) => {
    const program = writeProgram(text);
    const inquire = phone.inquire.bind(phone);
    return startBridge({ program, access, redis: '127.0.0.1:6379', inquire });
  };

  test('is told the server, the Redis and its ports, and stays on the loopback', () => {
    const config = parse(
      bridgeConfig({ access, redis: '127.0.0.1:6379' }, { from: 20_000, to: 20_059 }),
    );
    expect(config).toMatchObject({
      ...{ api_key: 'key', api_secret: 'secret', ws_url: access.url },
      redis: { address: '127.0.0.1:6379' },
      ...{ sip_port: 20_000, rtp_port: '20002-20059' },
      ...{ listen_ip: '127.0.0.1', nat_1_to_1_ip: '127.0.0.1' },
    });
  });

  test('is there when it answers, and gone when it is stopped', async () => {
    const bridge = await start(PROGRAM);
    expect(await phone.inquire(bridge.at)).toBe(200);
    await bridge.stop();
    const hasty = await SipPhone.open({ t1_ms: 5 });
    expect(await hasty.inquire(bridge.at)).toBe(408);
    await hasty.close();
  });

  test('is what the line runs through where it is on PATH', async () => {
    writeProgram(PROGRAM);
    vi.stubEnv('PATH', `${dir}${delimiter}${process.env['PATH'] ?? ''}`);
    const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const line = await startLine({ access, redis: '127.0.0.1:6379' });
    const words = said.mock.calls.map(([text]) => String(text));
    said.mockRestore();
    expect(words).toEqual([`line: ${join(dir, 'livekit-sip')}\n`]);
    expect(line.real).toBe(true);
    expect(line.carrier).toMatch(/^127\.0\.0\.1:\d+$/);
    await line.close();
  });

  test('that dies says why', async () => {
    const dies = '#!/bin/sh\necho "redis is required" >&2\nexit 3\n';
    await expect(start(dies)).rejects.toThrow(/ended with code 3[^]*redis is required/);
  });
});
