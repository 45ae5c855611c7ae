import { expect, test } from 'vitest';
import { bindRule, foundOf, planFor, unboundRules } from '../../stack/sip-plan.ts';
import { refusalOf } from '../../stack/sip-server.ts';
import type { StepFailure } from '../../stack/step-failure.ts';

const trunk = {
  name: 'baton-inbound',
  numbers: ['+15105550100'],
  auth_username: 'carrier',
  auth_password: 'secret',
  include_headers: 'SIP_X_HEADERS',
  ringing_timeout: '30s',
};
const rule = {
  name: 'baton-calls',
  trunk_ids: ['baton-inbound'],
  rule: { dispatch_rule_individual: { room_prefix: 'call-' } },
  room_config: { agents: [{ agent_name: 'baton' }] },
};
/** As the server writes it: every field, the empty ones too. */
const listed = {
  ...trunk,
  sip_trunk_id: 'ST_1',
  metadata: '',
  allowed_addresses: [],
  headers: {},
  krisp_enabled: false,
  media_encryption: 'SIP_MEDIA_ENCRYPT_DISABLE',
  media: {},
  created_at: '2026-08-01T10:00:00Z',
  a_field_of_a_newer_server: 1,
};

test('a trunk that is not there is created', () => {
  expect(planFor('inbound', trunk, [])).toEqual({ step: 'create' });
  const other = foundOf('inbound', { ...listed, name: 'another' });
  expect(planFor('inbound', trunk, [other])).toEqual({ step: 'create' });
});

test('what the server adds by itself is no difference', () => {
  const found = foundOf('inbound', listed);
  expect(planFor('inbound', trunk, [found])).toEqual({ step: 'keep', id: 'ST_1' });
});

test('what differs is named, also what only the server has', () => {
  const found = foundOf('inbound', { ...listed, auth_password: 'old', krisp_enabled: true });
  expect(planFor('inbound', trunk, [found])).toEqual({
    step: 'update',
    id: 'ST_1',
    fields: ['auth_password', 'krisp_enabled'],
  });
});

test('two of one name are not guessed between', () => {
  const twins = ['ST_1', 'ST_2'].map((id) => foundOf('inbound', { ...listed, sip_trunk_id: id }));
  expect(() => planFor('inbound', trunk, twins)).toThrow(
    'more than one inbound trunk baton-inbound: ST_1, ST_2',
  );
});

test('the rule is bound to the id of the trunk that it names', () => {
  const found = foundOf('inbound', listed);
  expect(bindRule(rule, [found])).toMatchObject({ trunk_ids: ['ST_1'] });
  expect(bindRule({ ...rule, trunk_ids: ['ST_9'] }, [found])).toMatchObject({
    trunk_ids: ['ST_9'],
  });
  expect(() => bindRule(rule, [])).toThrow('trunk_ids: there is no inbound trunk "baton-inbound"');
});

test('a rule bound to another trunk is updated', () => {
  const there = { ...rule, sip_dispatch_rule_id: 'SDR_1', trunk_ids: ['ST_0'] };
  const bound = bindRule(rule, [foundOf('inbound', listed)]);
  expect(planFor('rule', bound, [foundOf('rule', there)])).toEqual({
    step: 'update',
    id: 'SDR_1',
    fields: ['trunk_ids'],
  });
});

test('rules without a trunk are found', () => {
  const [open, bound] = [[], ['ST_1']].map((trunk_ids, index) =>
    foundOf('rule', { ...rule, trunk_ids, sip_dispatch_rule_id: `SDR_${String(index)}` }),
  );
  expect(unboundRules([open!, bound!]).map(({ id }) => id)).toEqual(['SDR_0']);
});

test('a server without Redis, and one that refuses the key, are told with the next step', () => {
  const said = (status: number, text: string): StepFailure => refusalOf(status, text, 'ws://lk');
  const noRedis = '{"code":"internal","msg":"sip not connected (redis required)"}';
  expect(said(500, noRedis).message).toMatch(/runs without Redis/);
  expect(said(500, noRedis).next).toMatch(/redis: \{ address/);
  expect(said(401, 'invalid token').next).toMatch(/LIVEKIT_API_SECRET/);
  expect(said(400, '{"code":"invalid_argument","msg":"conflicting trunk"}').message).toMatch(
    /conflicting trunk/,
  );
});
