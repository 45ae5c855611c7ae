import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkSipFile, readSipFiles } from '../../stack/sip-files.ts';

const FOLDER = resolve(import.meta.dirname, '../../config/sip');
const VARIABLES = {
  BATON_SIP_NUMBER: '+15105550100',
  BATON_SIP_IN_USERNAME: 'carrier',
  BATON_SIP_IN_PASSWORD: 'quote " and \\ slash',
  BATON_SIP_OUT_ADDRESS: 'baton.pstn.example.com',
  BATON_SIP_OUT_USERNAME: 'baton',
  BATON_SIP_OUT_PASSWORD: 'secret',
};

const folder = mkdtempSync(join(tmpdir(), 'baton-sip-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const inbound = (change: object): string =>
  JSON.stringify({
    trunk: { name: 'in', numbers: ['+1'], auth_username: 'u', auth_password: 'p', ...change },
  });
const rule = (change: object): string =>
  JSON.stringify({
    dispatch_rule: {
      name: 'calls',
      trunk_ids: ['in'],
      rule: { dispatch_rule_individual: { room_prefix: 'call-' } },
      room_config: { agents: [{ agent_name: 'baton' }] },
      ...change,
    },
  });
const faults = (kind: 'inbound' | 'outbound' | 'rule', text: string): string[] =>
  checkSipFile(kind, text, {}).faults.map(({ path, expected }) => `${path}: ${expected}`);

test('the files of the repository are usable once their variables are set', () => {
  const files = readSipFiles(FOLDER, VARIABLES);
  expect(files.inbound).toMatchObject({
    numbers: ['+15105550100'],
    auth_password: 'quote " and \\ slash',
    include_headers: 'SIP_X_HEADERS',
  });
  expect(files.rule).toMatchObject({
    trunk_ids: [files.inbound.name],
    room_config: { agents: [{ agent_name: 'baton' }] },
  });
});

test('each missing variable is named with its file and place, all at once', () => {
  const read = () => readSipFiles(FOLDER, { ...VARIABLES, BATON_SIP_NUMBER: '' });
  expect(read).toThrow(
    /inbound-trunk\.json: trunk\.numbers\[0\]: expected the variable BATON_SIP_NUMBER to be set/,
  );
  expect(read).toThrow(/outbound-trunk\.json: trunk\.numbers\[0\]:/);
});

test('a deployment that dials nobody leaves the outbound file out; the others must be there', () => {
  const copy = (name: string) => {
    writeFileSync(join(folder, name), readFileSync(join(FOLDER, name)));
  };
  copy('inbound-trunk.json');
  expect(() => readSipFiles(folder, VARIABLES)).toThrow(/dispatch-rule\.json: expected this file/);
  copy('dispatch-rule.json');
  expect(readSipFiles(folder, VARIABLES).outbound).toBeNull();
});

test('a placeholder that is no variable is refused', () => {
  expect(faults('inbound', inbound({ name: '${name}' }))).toEqual([
    'trunk.name: expected a variable in capitals, as in ${BATON_SIP_NUMBER}, not ${name}',
  ]);
});

test('what is no JSON, or has a key that a trunk has not, is refused with its place', () => {
  expect(faults('inbound', '{ "trunk": ')[0]).toMatch(/^: expected JSON: /);
  expect(faults('inbound', inbound({ number: '+1' }))).toEqual([
    'trunk: Unrecognized key: "number"',
  ]);
  expect(faults('inbound', inbound({ numbers: [15] }))[0]).toMatch(
    /^trunk\.numbers\[0\]: .*string/,
  );
});

test('an inbound trunk that anybody could call through is refused', () => {
  const open = { auth_username: undefined, auth_password: undefined };
  expect(faults('inbound', inbound(open))[0]).toMatch(
    /^trunk: expected auth_username and auth_pass/,
  );
  expect(faults('inbound', inbound({ ...open, allowed_addresses: ['54.172.60.0/30'] }))).toEqual(
    [],
  );
  expect(faults('inbound', inbound({ ...open, allowed_addresses: ['example.com'] }))[0]).toMatch(
    /^trunk\.allowed_addresses\[0\]: expected an IP address/,
  );
});

test('a rule without a trunk or without an agent is refused', () => {
  expect(faults('rule', rule({ trunk_ids: [] }))[0]).toMatch(
    /^dispatch_rule\.trunk_ids: expected the/,
  );
  expect(faults('rule', rule({ room_config: { agents: [] } }))[0]).toMatch(
    /^dispatch_rule\.room_config\.agents: expected the agent/,
  );
});

test('the address of an outbound trunk is a host, not a URI', () => {
  const text = JSON.stringify({
    trunk: { name: 'out', address: 'sip:a.example', numbers: ['+1'] },
  });
  expect(faults('outbound', text)[0]).toMatch(/^trunk\.address: expected a host/);
});
