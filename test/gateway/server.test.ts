import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { Client, gatewayStand, KEYS, refusedWith, type Stand, START } from './gateway-stand.ts';

let stand: Stand;
afterEach(() => stand.close());

const payload = Buffer.alloc(160, 0xff).toString('base64');
const media = { event: 'media', streamId: 's1', payload };

describe('the door of the gateway', () => {
  it('is shut to whoever shows no key, a wrong one, or goes elsewhere', async () => {
    stand = await gatewayStand();
    expect(await refusedWith(stand.url)).toBe(401);
    expect(await refusedWith(stand.url, 'not-a-key-of-the-test')).toBe(401);
    expect(await refusedWith(`${stand.url}?token=${KEYS[0]!}x`)).toBe(401);
    expect(await refusedWith(stand.url.replace('/telephony', '/other'), KEYS[0])).toBe(404);
    expect(stand.gateway.calls()).toBe(0);
  });

  it('is open to a key in the address as in the header', async () => {
    stand = await gatewayStand();
    const client = new Client(new (await import('ws')).WebSocket(`${stand.url}?token=${KEYS[1]!}`));
    await once(client.socket, 'open');
    expect(stand.gateway.calls()).toBe(1);
  });

  it('lets so many in by one key, and another as soon as one has gone', async () => {
    stand = await gatewayStand({}, 2);
    const first = await Client.connect(stand.url);
    await Client.connect(stand.url);
    expect(await refusedWith(stand.url, KEYS[0])).toBe(429);
    await Client.connect(stand.url, KEYS[1]);
    first.socket.close();
    await first.closed;
    await Client.connect(stand.url);
  });

  it('says that it is well, and how many calls there are', async () => {
    stand = await gatewayStand();
    await Client.connect(stand.url);
    const page = stand.url.replace(/^ws/, 'http').replace('/telephony', '');
    const answer = await fetch(`${page}/healthz`);
    expect(await answer.json()).toEqual({ status: 'ok', calls: 1 });
    expect((await fetch(`${page}/telephony`)).status).toBe(426);
    expect((await fetch(`${page}/`)).status).toBe(404);
  });
});

describe('one connection', () => {
  it('makes a room for its caller, with what the platform knows', async () => {
    stand = await gatewayStand();
    const client = await Client.connect(stand.url);
    client.start();
    const { stream, rate } = await stand.door.until(() => true);
    expect({ stream, rate }).toEqual({
      stream: {
        channel: 'websocket',
        caller_id: '+14155550100',
        did: '104',
        headers: { 'x-account-id': '42' },
      },
      rate: 8000,
    });
    client.send(media);
    client.send({ event: 'dtmf', streamId: 's1', digit: '9' });
    const room = await stand.door.until(({ heard, keys }) => heard.length > 0 && keys.length > 0);
    expect(room.heard[0]).toEqual(new Int16Array(160));
    expect(room.keys).toEqual(['9']);
    client.send({ event: 'stop', streamId: 's1', reason: 'hangup' });
    expect(await client.closed).toEqual({ code: 1000, reason: 'stopped' });
    expect((await stand.door.until(({ left }) => left.length > 0)).left).toEqual(['hung_up']);
  });

  it('of Exotel is a channel of its own, which no switch is asked of', async () => {
    stand = await gatewayStand();
    const client = await Client.connect(stand.url);
    client.start({ customParameters: { provider: 'exotel' } });
    const { stream, listener } = await stand.door.until(() => true);
    expect(stream.channel).toBe('exotel');
    await client.until('media');
    expect(await listener.reverseTransfer('104')).toEqual({ sent: false, confirmed: false });
  });

  it('keeps keys that come before the room is there', async () => {
    stand = await gatewayStand();
    let open: () => void = () => undefined;
    stand.door.ready = new Promise((resolve) => (open = resolve));
    const client = await Client.connect(stand.url);
    client.start();
    for (const digit of '104#') client.send({ event: 'dtmf', streamId: 's1', digit });
    client.send({ event: 'start' });
    await client.until('error');
    open();
    expect((await stand.door.until(({ keys }) => keys.length > 0)).keys.join('')).toBe('104#');
  });

  it('leaves the room that comes after the caller has gone', async () => {
    stand = await gatewayStand();
    let open: () => void = () => undefined;
    stand.door.ready = new Promise((resolve) => (open = resolve));
    const client = await Client.connect(stand.url);
    client.start();
    client.send({ ...START, streamId: 's2' });
    await client.until('error');
    client.socket.close();
    await client.closed;
    open();
    expect((await stand.door.until(({ left }) => left.length > 0)).left).toEqual(['hung_up']);
    await stand.close();
    expect(stand.gateway.calls()).toBe(0);
  });

  it('is told where no room can be opened, and closed', async () => {
    stand = await gatewayStand();
    stand.door.ready = Promise.reject(new Error('no LiveKit'));
    stand.door.ready.catch(() => undefined);
    const client = await Client.connect(stand.url);
    client.start();
    expect((await client.until('error')).code).toBe('unavailable');
    expect((await client.closed).code).toBe(1011);
  });

  it('is hung up where no agent comes, and where the one that came is gone', async () => {
    stand = await gatewayStand({ alone_ms: 50 });
    const first = await Client.connect(stand.url);
    first.start();
    expect((await first.until('hangup')).reason).toBe('no_agent');
    expect(await first.closed).toEqual({ code: 1000, reason: 'no_agent' });
    const second = await Client.connect(stand.url);
    second.start();
    const { listener } = await stand.door.until(() => stand.door.rooms.length === 2);
    listener.alone(false);
    listener.alone(true);
    expect((await second.until('hangup')).reason).toBe('agent_gone');
  });

  it('is told that all lines are busy, to the end of the sentence and without a room', async () => {
    const tone = Array.from({ length: 10 }, () => new Int16Array(160).fill(8000));
    const lines = { take: () => Promise.resolve(false), leave: () => undefined };
    stand = await gatewayStand({}, 2, { lines, allBusy: () => Promise.resolve(tone) });
    const client = await Client.connect(stand.url);
    client.start();
    expect((await client.until('hangup')).reason).toBe('all_lines_busy');
    const heard = client.frames.flatMap((frame) =>
      frame.event === 'media' ? [frame.payload] : [],
    );
    const spoken = heard.filter((payload) => payload !== heard.at(-1));
    expect(spoken).toHaveLength(tone.length);
    expect((await client.closed).code).toBe(1000);
    expect(stand.door.rooms).toEqual([]);
    expect(stand.gateway.calls()).toBe(0);
  });

  it('may hang up while it is told so', async () => {
    const long = Array.from({ length: 500 }, () => new Int16Array(160).fill(8000));
    const lines = { take: () => Promise.resolve(false), leave: () => undefined };
    stand = await gatewayStand({}, 2, { lines, allBusy: () => Promise.resolve(long) });
    const client = await Client.connect(stand.url);
    client.start();
    await client.until('media');
    client.send({ event: 'stop', streamId: 's1', reason: 'hangup' });
    expect((await client.closed).code).toBe(1000);
    await expect.poll(() => stand.gateway.calls()).toBe(0);
  });

  it.each([
    ['nobody has made that sentence', () => Promise.resolve(null)],
    ['it cannot be read', () => Promise.reject(new Error('broken'))],
  ])('begins all the same where %s: its worker tells', async (_where, allBusy) => {
    const lines = { take: () => Promise.resolve(false), leave: () => undefined };
    stand = await gatewayStand({}, 2, { lines, allBusy });
    const client = await Client.connect(stand.url);
    client.start();
    await stand.door.until(() => true);
  });

  it('is closed where no call begins', async () => {
    stand = await gatewayStand({ start_ms: 50 });
    const client = await Client.connect(stand.url);
    expect(await client.closed).toEqual({ code: 1008, reason: 'no start' });
  });

  it('whose platform gives no sign of life any more is let go as lost', async () => {
    stand = await gatewayStand({ ping_ms: 20, dead_ms: 1000 });
    const { socket } = await Client.connect(stand.url);
    socket.send(JSON.stringify(START));
    await stand.door.until(() => true);
    // Reads nothing, so no ping is answered.
    socket.pause();
    expect((await stand.door.until(({ left }) => left.length > 0)).left).toEqual([
      'connection_lost',
    ]);
    socket.terminate();
  });

  it('whose platform takes nothing is let go as lost, and what waits for it stays bounded', async () => {
    stand = await gatewayStand({ slow_ms: 200 });
    const { socket } = await Client.connect(stand.url);
    socket.send(JSON.stringify(START));
    const { listener, left } = await stand.door.until(() => true);
    socket.pause();
    await new Promise<void>((resolve) => {
      const fill = setInterval(() => {
        for (let n = 0; n < 20_000; n += 1) listener.clear();
        if (left.length > 0) {
          clearInterval(fill);
          resolve();
        }
      }, 20);
    });
    expect(left).toEqual(['connection_lost']);
    socket.terminate();
  });

  it('whose line breaks is lost, and whose platform closes it has hung up', async () => {
    stand = await gatewayStand();
    const first = await Client.connect(stand.url);
    first.start();
    await stand.door.until(() => true);
    first.socket.terminate();
    expect((await stand.door.until(({ left }) => left.length > 0)).left).toEqual([
      'connection_lost',
    ]);
    const second = await Client.connect(stand.url);
    second.start();
    const room = await stand.door.until(() => stand.door.rooms.length === 2);
    second.socket.close(1000);
    await stand.door.until(({ left }) => left.length > 0);
    expect(room.left).toEqual(['hung_up']);
  });
});

describe('frames that cannot be used', () => {
  it.each([
    ['no JSON', 'no frame', 'not_json'],
    ['an unknown event', { event: 'mark', streamId: 's1' }, 'bad_frame'],
    ['a payload that is no base64', { ...media, payload: '*' }, 'bad_frame'],
    ['a key that no telephone has', { event: 'dtmf', streamId: 's1', digit: 'x' }, 'bad_frame'],
    ['audio before the start', media, 'out_of_order'],
    [
      'a rate that is not spoken',
      { ...START, mediaFormat: { encoding: 'audio/l16', sampleRate: 44_100 } },
      'bad_frame',
    ],
  ])('such as %s are answered by an error', async (_what, frame, code) => {
    stand = await gatewayStand();
    const client = await Client.connect(stand.url);
    client.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
    expect((await client.until('error')).code).toBe(code);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  it('such as those of another call, a second start or bytes are answered by an error', async () => {
    stand = await gatewayStand();
    const client = await Client.connect(stand.url);
    client.start();
    await client.until('media');
    client.send({ ...media, streamId: 's2' });
    client.start();
    client.socket.send(Buffer.of(1, 2, 3));
    const codes = () => client.frames.flatMap((f) => (f.event === 'error' ? [f.code] : []));
    await expect.poll(codes).toEqual(['wrong_stream', 'out_of_order', 'not_json']);
  });

  it('close the connection when they go on', async () => {
    stand = await gatewayStand();
    const client = await Client.connect(stand.url);
    for (let n = 0; n < 20; n += 1) client.socket.send('{');
    expect((await client.closed).code).toBe(1008);
    expect(client.frames.length).toBeLessThanOrEqual(12);
  });

  it('are no fault where fifteen seconds of audio had to wait on their way', async () => {
    stand = await gatewayStand();
    const client = await Client.connect(stand.url);
    client.start();
    const room = await stand.door.until(() => true);
    await client.until('media');
    for (let n = 0; n < 1400; n += 1) client.send(media);
    client.send({ event: 'dtmf', streamId: 's1', digit: '7' });
    await expect.poll(() => room.keys).toEqual(['7']);
    expect(client.frames.filter(({ event }) => event === 'error')).toEqual([]);
  });

  it('close it too when they come faster than anybody speaks', async () => {
    stand = await gatewayStand();
    const client = await Client.connect(stand.url);
    client.start();
    await client.until('media');
    for (let n = 0; n < 3000; n += 1) client.send(media);
    expect((await client.closed).code).toBe(1008);
    expect(client.frames.some((f) => f.event === 'error' && f.code === 'too_fast')).toBe(true);
  });

  it('close it at once when they are larger than any frame is', async () => {
    stand = await gatewayStand();
    const client = await Client.connect(stand.url);
    client.send({ ...media, payload: 'A'.repeat(40_000) });
    expect((await client.closed).code).toBe(1009);
  });
});

describe('a call that a switch takes', () => {
  async function talking(limits: Parameters<typeof gatewayStand>[0] = {}) {
    stand = await gatewayStand(limits);
    const client = await Client.connect(stand.url);
    client.start();
    const room = await stand.door.until(() => true);
    room.listener.alone(false);
    await client.until('media');
    return { client, room };
  }

  async function transferred() {
    const { client, room } = await talking({ alone_ms: 50 });
    const answer = room.listener.reverseTransfer('104');
    const frame = await client.until('reverse-call-transfer');
    return { client, room, answer, frame };
  }

  it('is asked for by four fields, and confirmed by a stop that names the transfer', async () => {
    const { client, room, answer, frame } = await transferred();
    expect(frame).toEqual({
      event: 'reverse-call-transfer',
      streamId: 's1',
      callerId: '+14155550100',
      did: '104',
      transferno: '104',
    });
    client.send({ event: 'stop', streamId: 's1', reason: 'call-transferred' });
    expect(await answer).toEqual({ sent: true, confirmed: true });
    room.listener.alone(true);
    expect((await stand.door.until(({ left }) => left.length > 0)).left).toEqual(['hung_up']);
  });

  it.each(['hangup', 'transfer failed', ''])(
    'is not confirmed by a stop that says "%s"',
    async (reason) => {
      const { client, room, answer } = await transferred();
      client.send({ event: 'stop', streamId: 's1', reason });
      expect(await answer).toEqual({ sent: true, confirmed: false });
      room.listener.alone(true);
    },
  );

  it('hears nothing of us any more, whatever happens in the room', async () => {
    const { client, room, answer } = await transferred();
    room.listener.clear();
    room.listener.ended('ended');
    room.listener.alone(true);
    for (let n = 0; n < 20; n += 1) client.socket.send('no frame');
    client.send({ event: 'stop', streamId: 's1', reason: 'transfer' });
    await answer;
    client.socket.ping();
    await once(client.socket, 'pong');
    expect(client.frames.at(-1)!.event).toBe('reverse-call-transfer');
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    expect(await room.listener.reverseTransfer('105')).toEqual({ sent: false, confirmed: false });
  });

  it('is not asked for where the caller hangs up first, and the agent hears so before they leave', async () => {
    const { client, room } = await talking();
    const answer = room.listener.reverseTransfer('104');
    client.socket.terminate();
    expect(await answer).toEqual({ sent: false, confirmed: false });
    expect(room.left).toEqual([]);
    expect((await stand.door.until(({ left }) => left.length > 0)).left).toEqual([
      'connection_lost',
    ]);
  });

  it('keeps its agent until the answer is there, also where the platform closes at once', async () => {
    const { client, room, answer } = await transferred();
    client.socket.close();
    expect(await answer).toEqual({ sent: true, confirmed: false });
    expect(room.left).toEqual([]);
    room.listener.alone(true);
    expect((await stand.door.until(({ left }) => left.length > 0)).left).toEqual(['hung_up']);
  });
});

describe('a gateway that stops', () => {
  it('takes nobody in, hangs up, and leaves every room', async () => {
    stand = await gatewayStand();
    const client = await Client.connect(stand.url);
    client.start();
    const room = await stand.door.until(() => true);
    await client.until('media');
    await Promise.all([stand.close(), stand.close()]);
    expect((await client.until('hangup')).reason).toBe('shutting_down');
    expect((await client.closed).code).toBe(1001);
    expect(room.left).toEqual(['connection_lost']);
    expect(stand.gateway.calls()).toBe(0);
  });
});
