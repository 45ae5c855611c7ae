import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { reachableHost, readEnv } from '../../config/env.ts';
import { livekitConfig, udpPorts } from '../../stack/livekit-config.ts';
import { dockerArgs } from '../../stack/livekit-server.ts';

const template = readFileSync(new URL('../../livekit.yaml', import.meta.url), 'utf8');
const fill = { port: 7999, key: 'baton', secret: 's'.repeat(43), placement: 'host' } as const;

test('the server listens on the loopback only, with our port and key', () => {
  const config = parse(livekitConfig(template, fill));
  expect(config).toMatchObject({
    port: 7999,
    bind_addresses: ['127.0.0.1'],
    keys: { baton: 's'.repeat(43) },
    turn: { enabled: false },
    rtc: { node_ip: '127.0.0.1', enable_loopback_candidate: true, tcp_port: 0 },
  });
  expect(config.rtc.interfaces.includes).toHaveLength(1);
});

test('a range of UDP ports takes the place of the one in the file', () => {
  const config = livekitConfig(template, { ...fill, udp: { from: 20_000, to: 20_059 } });
  expect(udpPorts(config)).toEqual({ from: 20_000, to: 20_059 });
});

test('the backend hears of who leaves, signed with our key', () => {
  const hears = (placement: 'host' | 'bridged', BATON_HOST = '127.0.0.1') => {
    const backend = { host: reachableHost(readEnv({ BATON_HOST })), port: 8080 };
    const config = livekitConfig(template, { ...fill, placement, backend });
    return (parse(config) as { webhook: { urls: string[] } }).webhook;
  };
  expect(hears('host')).toEqual({
    api_key: 'baton',
    urls: ['http://127.0.0.1:8080/api/livekit/webhook'],
  });
  expect(hears('bridged').urls).toEqual(['http://host.docker.internal:8080/api/livekit/webhook']);

  const at = (placement: 'host' | 'bridged', host: string) =>
    new URL(hears(placement, host).urls[0]!).hostname;
  expect(at('host', '10.0.0.5')).toBe('10.0.0.5');
  expect(at('bridged', '10.0.0.5')).toBe('10.0.0.5');
  expect(at('host', 'fd00::5')).toBe('[fd00::5]');
  expect(at('host', '0.0.0.0')).toBe('127.0.0.1');
  expect(at('host', '::')).toBe('127.0.0.1');
  expect(at('bridged', '0.0.0.0')).toBe('host.docker.internal');
});

test('the file of the repository holds no key', () => {
  expect(parse(template)).not.toHaveProperty('keys');
});

test('a busy machine still gets its agent', () => {
  expect(parse(template)).toMatchObject({ agents: { target_load: 10 } });
});

test('Docker shares the network on Linux and publishes on the loopback elsewhere', () => {
  const config = livekitConfig(template, { ...fill, placement: 'bridged' });
  const start = { port: 7999, config };
  expect(dockerArgs('c', '/f.yaml', start, 'linux')).toContain('host');
  const published = dockerArgs('c', '/f.yaml', start, 'darwin').filter((arg) => arg.includes(':'));
  expect(published).toContain('127.0.0.1:7999:7999');
  expect(published).toContain('127.0.0.1:50000-50200:50000-50200/udp');
  expect(parse(config)).toMatchObject({ bind_addresses: ['0.0.0.0'] });
});
