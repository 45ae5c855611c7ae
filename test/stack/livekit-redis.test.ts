import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { livekitConfig } from '../../stack/livekit-config.ts';

const template = readFileSync(new URL('../../livekit.yaml', import.meta.url), 'utf8');
const fill = { port: 7999, key: 'baton', secret: 's'.repeat(43), placement: 'host' } as const;

test('a server knows a Redis only where it is given one', () => {
  expect(parse(livekitConfig(template, fill))).not.toHaveProperty('redis');
  const config = livekitConfig(template, { ...fill, redis: '127.0.0.1:6400' });
  expect(parse(config)).toMatchObject({ redis: { address: '127.0.0.1:6400' } });
});

test("inside a container the host's loopback has another name", () => {
  const bridged = { ...fill, placement: 'bridged', redis: '127.0.0.1:6400' } as const;
  expect(parse(livekitConfig(template, bridged))).toMatchObject({
    redis: { address: 'host.docker.internal:6400' },
  });
  const elsewhere = livekitConfig(template, { ...bridged, redis: 'redis.lan:6379' });
  expect(parse(elsewhere)).toMatchObject({ redis: { address: 'redis.lan:6379' } });
});
