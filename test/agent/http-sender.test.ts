import { once } from 'node:events';
import type { LookupAddress } from 'node:dns';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { httpSender, type HttpSenderOptions } from '../../agent/http/http-sender.ts';
import { isPublicAddress } from '../../agent/http/public-address.ts';
import type { HttpRequest } from '../../call/ports.ts';
import {
  httpService,
  json,
  redirect,
  type Answering,
  type HttpService,
} from '../fakes/http-service.ts';

const LIMIT_MS = 5000;
const OURS = '127.0.0.1';
const FORBIDDEN = '127.0.0.2';
const MAC = process.platform === 'darwin';
const MEGABYTE = 1024 * 1024;

const open: HttpService[] = [];
afterEach(() => {
  for (const service of open.splice(0)) service.close();
});

async function service(answering: Answering, address?: string): Promise<HttpService> {
  const made = await httpService(answering, address);
  open.push(made);
  return made;
}

/** A sender for which one loopback address counts as public, and its log. */
function stand(hosts: string[], more: Partial<HttpSenderOptions> = {}) {
  const lines: { facts: unknown; text: string }[] = [];
  const write = (facts: unknown, text: string) => void lines.push({ facts, text });
  const log = { info: write, warn: write } as unknown as HttpSenderOptions['log'];
  const sender = httpSender({
    hosts,
    log,
    over: new AbortController().signal,
    mayConnect: (address) => address === OURS || isPublicAddress(address),
    ...more,
  });
  const get = (url: string, headers: HttpRequest['headers'] = {}, limit = LIMIT_MS) =>
    sender.send({ method: 'GET', url, headers }, limit);
  return { sender, get, lines };
}

const at = (address: string): LookupAddress => ({ address, family: 4 });

describe('a request of a tool', () => {
  it('reaches an allowed host with its method, headers and body, and brings JSON back', async () => {
    const crm = await service(json({ tier: 'vip' }));
    const { sender } = stand([`http://${crm.host}`]);
    const request = {
      method: 'POST',
      url: `http://${crm.host}/customers?q=1`,
      headers: { authorization: 'Bearer s3cret', 'content-type': 'application/json' },
      body: '{"id":"ä"}',
    } as const;
    expect(await sender.send(request, LIMIT_MS)).toEqual({ status: 200, json: { tier: 'vip' } });
    expect(crm.asked).toMatchObject([
      {
        method: 'POST',
        path: '/customers?q=1',
        headers: { authorization: 'Bearer s3cret', 'accept-encoding': 'identity' },
        body: '{"id":"ä"}',
      },
    ]);
  });

  it('may be answered by nothing at all', async () => {
    const crm = await service((response) => response.writeHead(204).end());
    const { get } = stand([`http://${crm.host}`]);
    expect(await get(`http://${crm.host}/`)).toEqual({ status: 204, json: null });
  });

  it.each([500, 404, 401])('that is answered by %i is a fault with that status', async (status) => {
    const crm = await service(json({ secret: 'stack trace' }, status));
    const { get } = stand([`http://${crm.host}`]);
    expect(await get(`http://${crm.host}/`)).toEqual({ fault: 'status', status });
  });

  it('ends at its time limit when nothing comes', async () => {
    const crm = await service(() => undefined);
    const { get } = stand([`http://${crm.host}`]);
    expect(await get(`http://${crm.host}/`, {}, 300)).toEqual({ fault: 'timeout' });
  });

  it('ends at its time limit when the body never ends', async () => {
    const crm = await service((response) => response.writeHead(200).write('{"tier":'));
    const { get } = stand([`http://${crm.host}`]);
    expect(await get(`http://${crm.host}/`, {}, 300)).toEqual({ fault: 'timeout' });
  });

  it('shares its time limit with its redirects and the look-up of the name', async () => {
    const { get } = stand(['http://crm.example'], { resolve: () => new Promise(() => undefined) });
    expect(await get('http://crm.example/', {}, 300)).toEqual({ fault: 'timeout' });
  });

  it('ends with the call', async () => {
    const call = new AbortController();
    const crm = await service(() => {
      call.abort();
    });
    const { get } = stand([`http://${crm.host}`], { over: call.signal });
    expect(await get(`http://${crm.host}/`)).toEqual({ fault: 'unreachable' });
    expect(await get(`http://${crm.host}/`)).toEqual({ fault: 'unreachable' });
  });

  it('reads little of an answer of 50 MB, whether or not its size is told', async () => {
    const part = Buffer.alloc(64 * 1024, 'a');
    let sent = 0;
    let closed: Promise<unknown> = Promise.resolve();
    const pour = async (response: ServerResponse) => {
      for (let n = 0; n < 800 && !response.destroyed; n++) {
        sent += part.length;
        if (!response.write(part)) await Promise.race([once(response, 'drain'), closed]);
      }
    };
    const crm = await service((response, { path }) => {
      const told = path === '/told' ? { 'content-length': 50 * MEGABYTE } : {};
      closed = once(response, 'close');
      response.on('error', () => undefined).writeHead(200, told);
      void pour(response);
    });
    const { get } = stand([`http://${crm.host}`]);
    for (const path of ['told', 'untold']) {
      sent = 0;
      const answer = await get(`http://${crm.host}/${path}`);
      expect(answer).toEqual({ fault: 'too_large', status: 200 });
      await closed;
      // What stands in the buffers of the two sockets counts as sent.
      expect(sent).toBeLessThan(16 * MEGABYTE);
    }
  });

  it.each<[string, Answering]>([
    ['a page', (response) => response.end('<html></html>')],
    ['half an answer', (response) => response.end('{"tier":')],
    [
      'a compressed answer',
      (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('{}'),
    ],
  ])('that is answered by %s is a fault', async (_, answering) => {
    const crm = await service(answering);
    const { get } = stand([`http://${crm.host}`]);
    expect(await get(`http://${crm.host}/`)).toEqual({ fault: 'not_json', status: 200 });
  });

  it('that is cut off is a fault', async () => {
    const crm = await service((response) => response.destroy());
    const { get } = stand([`http://${crm.host}`]);
    expect(await get(`http://${crm.host}/`)).toEqual({ fault: 'unreachable' });
  });

  it('that meets no TLS where it wants some is a fault', async () => {
    const crm = await service(json({}));
    const { get } = stand([crm.host]);
    expect(await get(`https://${crm.host}/`)).toEqual({ fault: 'unreachable' });
    expect(crm.asked).toEqual([]);
  });

  it('leaves host, status and milliseconds in the log, and no value', async () => {
    const crm = await service(json({ tier: 'platinum' }));
    const { get, lines } = stand([`http://${crm.host}`]);
    await get(`http://${crm.host}/customers/4711`, { authorization: 'Bearer s3cret' });
    expect(lines).toMatchObject([
      { text: 'An HTTP tool was answered.', facts: { host: crm.host, status: 200 } },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/platinum|4711|s3cret/);
  });
});

describe('the list of hosts', () => {
  const asks = async (hosts: string[], url: string) => {
    const { get } = stand(hosts, { resolve: () => Promise.resolve([at(FORBIDDEN)]) });
    const answer = await get(url);
    return 'fault' in answer && answer.fault === 'refused_host' ? 'refused' : 'allowed';
  };

  it.each([
    ['crm.example.com', 'https://crm.example.com/a', 'allowed'],
    ['crm.example.com', 'https://CRM.example.com:443/a', 'allowed'],
    ['CRM.example.com', 'https://crm.example.com/a', 'allowed'],
    ['crm.example.com', 'http://crm.example.com/a', 'refused'],
    ['crm.example.com', 'https://crm.example.com:8443/a', 'refused'],
    ['crm.example.com', 'https://a.crm.example.com/', 'refused'],
    ['crm.example.com', 'https://crm.example.com.evil.net/', 'refused'],
    ['crm.example.com', 'https://crm.example.com@evil.net/', 'refused'],
    ['crm.example.com', 'https://user:word@crm.example.com/', 'refused'],
    ['crm.example.com:8443', 'https://crm.example.com:8443/a', 'allowed'],
    ['crm.example.com:8443', 'https://crm.example.com/a', 'refused'],
    ['*.example.com', 'https://a.b.example.com/', 'allowed'],
    ['*.example.com', 'https://example.com/', 'refused'],
    ['*.example.com', 'https://badexample.com/', 'refused'],
    ['http://crm.example.com', 'http://crm.example.com/', 'allowed'],
    ['http://crm.example.com', 'https://crm.example.com/', 'refused'],
  ])('of %s: %s is %s', async (entry, url, expected) => {
    expect(await asks(['other.example', entry], url)).toBe(expected);
  });

  it('that is empty lets nobody be asked, and the log says what to set', async () => {
    const { get, lines } = stand([]);
    expect(await get('https://crm.example.com/')).toEqual({ fault: 'refused_host' });
    expect(lines[0]?.text).toBe('HTTP tools reach nobody: BATON_HTTP_TOOL_HOSTS is empty.');
  });
});

describe('an address that is not public', () => {
  it.each([
    ['127.0.0.1', 'loopback'],
    ['2130706433', 'decimal'],
    ['0x7f000001', 'hex'],
    ['0177.0.0.1', 'octal'],
    ['127.1', 'short'],
    ['0.0.0.0', 'unspecified'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['169.254.169.254', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['100.100.100.200', 'shared'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['[::1]', 'loopback'],
    ['[::]', 'unspecified'],
    ['[::ffff:127.0.0.1]', 'mapped'],
    ['[::ffff:7f00:1]', 'mapped'],
    ['[::127.0.0.1]', 'compatible'],
    ['[64:ff9b::7f00:1]', 'NAT64'],
    ['[64:ff9b:1::7f00:1]', 'NAT64'],
    ['[2002:7f00:1::]', '6to4'],
    ['[2001::1]', 'Teredo'],
    ['[fc00::1]', 'unique local'],
    ['[fd00:ec2::254]', 'metadata'],
    ['[fe80::1]', 'link-local'],
    ['[fec0::1]', 'site-local'],
    ['[ff02::1]', 'multicast'],
    ['[4000::1]', 'outside of global unicast'],
  ])('is not connected to even where the list names it: %s (%s)', async (host) => {
    const { get } = stand([`http://${host}`], { mayConnect: isPublicAddress });
    expect(await get(`http://${host}/`)).toEqual({ fault: 'forbidden_address' });
  });

  it.each(['8.8.8.8', '2606:4700::1111'])('is not one like %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it('is not reached by the name of this machine', async () => {
    const here = await service(json({}));
    const { get } = stand([`http://localhost:${here.port}`], { mayConnect: isPublicAddress });
    const answer = await get(`http://localhost:${here.port}/`);
    expect(answer).toEqual({ fault: 'forbidden_address' });
    expect(here.asked).toEqual([]);
  });

  it('spoils a name that has a public one besides', async () => {
    const crm = await service(json({}));
    const resolve = () => Promise.resolve([at(OURS), at(FORBIDDEN)]);
    const { get } = stand([`http://crm.example:${crm.port}`], { resolve });
    expect(await get(`http://crm.example:${crm.port}/`)).toEqual({ fault: 'forbidden_address' });
    expect(crm.asked).toEqual([]);
  });

  it('is not reached by a name that answers otherwise the second time', async () => {
    const crm = await service(json({ tier: 'vip' }));
    const answers = [[at(OURS)], [at(FORBIDDEN)]];
    let looked = 0;
    const resolve = () => Promise.resolve(answers[looked++] ?? []);
    const { get } = stand([`http://crm.example:${crm.port}`], { resolve });
    const url = `http://crm.example:${crm.port}/`;
    // One look-up a connection: what was checked is what is connected to.
    expect(await get(url)).toMatchObject({ json: { tier: 'vip' } });
    expect(looked).toBe(1);
    expect(await get(url)).toEqual({ fault: 'forbidden_address' });
    expect(crm.asked).toHaveLength(1);
  });

  it('is a fault of its own kind neither for a name that nobody knows nor for one without address', async () => {
    const fails = () => Promise.reject(new Error('no such name'));
    const unknown = stand(['http://crm.example'], { resolve: fails });
    expect(await unknown.get('http://crm.example/')).toEqual({ fault: 'unreachable' });
    const empty = stand(['http://crm.example'], { resolve: () => Promise.resolve([]) });
    expect(await empty.get('http://crm.example/')).toEqual({ fault: 'unreachable' });
  });
});

describe('a redirect', () => {
  // A Mac has no other address of its own than 127.0.0.1.
  it.skipIf(MAC)('to a private address is refused before anything is sent there', async () => {
    const metadata = await service(json({ key: 'k' }), FORBIDDEN);
    const crm = await service(redirect(`http://${metadata.host}/latest`));
    const both = stand([`http://${crm.host}`, `http://${metadata.host}`]);
    expect(await both.get(`http://${crm.host}/`)).toEqual({ fault: 'forbidden_address' });
    const one = stand([`http://${crm.host}`]);
    expect(await one.get(`http://${crm.host}/`)).toEqual({ fault: 'refused_host' });
    expect(metadata.asked).toEqual([]);
  });

  it.skipIf(MAC)('to a name whose address is private is refused', async () => {
    const metadata = await service(json({ key: 'k' }), FORBIDDEN);
    const crm = await service(redirect(`http://inner.example:${metadata.port}/`));
    const resolve = () => Promise.resolve([at(FORBIDDEN)]);
    const hosts = [`http://${crm.host}`, `http://inner.example:${metadata.port}`];
    const { get } = stand(hosts, { resolve });
    expect(await get(`http://${crm.host}/`)).toEqual({ fault: 'forbidden_address' });
    expect(metadata.asked).toEqual([]);
  });

  it('to another allowed host leaves the headers behind, for good', async () => {
    const crm = await service((response, asked) => {
      if (asked.path === '/back') json({ tier: 'vip' })(response, asked);
      else redirect(`http://${other.host}/moved`)(response, asked);
    });
    const other: HttpService = await service((response, asked) => {
      redirect(`http://${crm.host}/back`)(response, asked);
    });
    const { get } = stand([`http://${crm.host}`, `http://${other.host}`]);
    const answer = await get(`http://${crm.host}/`, { authorization: 'Bearer s3cret' });
    expect(answer).toMatchObject({ json: { tier: 'vip' } });
    expect(other.asked).toHaveLength(1);
    expect(JSON.stringify(other.asked)).not.toContain('s3cret');
    expect(crm.asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer s3cret',
      undefined,
    ]);
  });

  it('within its host keeps the headers', async () => {
    const crm = await service((response, asked) => {
      if (asked.path === '/') redirect('/there', 308)(response, asked);
      else json({ tier: 'vip' })(response, asked);
    });
    const { get } = stand([`http://${crm.host}`]);
    expect(await get(`http://${crm.host}/`, { 'x-key': 'k' })).toMatchObject({ status: 200 });
    expect(crm.asked.map(({ headers }) => headers['x-key'])).toEqual(['k', 'k']);
  });

  it('is followed three times and not a fourth', async () => {
    const crm = await service(redirect('/again'));
    const { get } = stand([`http://${crm.host}`]);
    expect(await get(`http://${crm.host}/`)).toEqual({ fault: 'status', status: 302 });
    expect(crm.asked).toHaveLength(4);
  });

  it('does not do a deed a second time', async () => {
    const crm = await service(redirect('/again', 307));
    const { sender } = stand([`http://${crm.host}`]);
    const request = {
      method: 'POST',
      url: `http://${crm.host}/`,
      headers: {},
      body: '{}',
    } as const;
    expect(await sender.send(request, LIMIT_MS)).toEqual({ fault: 'status', status: 307 });
    expect(crm.asked).toHaveLength(1);
  });

  it.each(['file:///etc/passwd', 'javascript:1', 'http://', 'ftp://127.0.0.1/'])(
    'to %s leads nowhere',
    async (location) => {
      const crm = await service(redirect(location));
      const { get } = stand([`http://${crm.host}`]);
      expect(await get(`http://${crm.host}/`)).toHaveProperty('fault');
      expect(crm.asked).toHaveLength(1);
    },
  );
});
