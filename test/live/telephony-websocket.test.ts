import { Room } from '@livekit/rtc-node';
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gatewayUrl } from '../../config/env.ts';
import type { CallRecord } from '../../protocol/call-record.ts';
import { characterFolder } from '../fakes/character-folder.ts';
import type { Line } from '../line/line.ts';
import { personsPhone } from '../line/persons-phone.ts';
import { untilRecord } from './call-records.ts';
import { soundingSpans } from './audible.ts';
import { callerSays } from './caller-voice.ts';
import { clientOf, DocumentClient } from './document-client.ts';
import { slice } from './pcm.ts';
import { isTold, says } from './person-acts.ts';
import { type PhoneStack, startPhoneStack } from './phone-stack.ts';
import {
  ask,
  askForPerson,
  heardSince,
  say,
  untilGreeted,
  untilHears,
  untilUnderstood,
} from './phone-talk.ts';
import { showLogsOfFailed } from './show-logs.ts';
import type { TestStack } from './stack.ts';
import { STREAM_CHARACTERS } from './stream-characters.ts';
import { StreamPeer, type StreamStart } from './stream-peer.ts';

const KEY = 'key-of-the-platform-under-test';
const DID = '+15105550123';
const ANNOUNCEMENT = 'I am putting you through to the sales team';
const WANTS_SALES = 'I want the sales team, please, connect me to sales.';
const PERSON_SAYS = 'We are open again on Monday.';
const CALLER_SAYS = 'Hello, what are your opening hours?';
const DIALING = `
outbound_trunk: baton-out
countries: [US]
headers: { in: [x-account-id], out: [] }
`;

const office = characterFolder(STREAM_CHARACTERS);
let phone: PhoneStack;
let stack: TestStack;
let line: Line;
let peer: StreamPeer | undefined;
beforeAll(async () => {
  const env = {
    BATON_CHARACTERS_DIR: office.dir,
    BATON_FRONT_DESK: 'reception',
    BATON_GATEWAY_KEYS: KEY,
  };
  phone = await startPhoneStack(DIALING, env);
  ({ stack, line } = phone);
});
afterEach((context) => {
  showLogsOfFailed(context, stack);
  peer?.hangUp();
  peer = undefined;
});
afterAll(async () => {
  await phone.stop();
  office.remove();
});

let calls = 0;
const numberOf = (call: number) => `+1415555${String(1000 + call)}`;

/** A call of its own number that was greeted. */
async function greeted(more: Partial<StreamStart> = {}): Promise<StreamPeer> {
  calls += 1;
  const start = { callerId: numberOf(calls), did: DID, ...more };
  peer = await StreamPeer.connect(gatewayUrl(stack.env), KEY, start);
  await untilGreeted(peer);
  return peer;
}

const recordOf = (fits: (record: CallRecord) => boolean) =>
  untilRecord(stack, { caller_id: numberOf(calls) }, fits);
const ended = () => recordOf(({ ended_at }) => ended_at !== null);

describe('a call that a platform streams', () => {
  it('is greeted, answers a spoken question, and ends by the caller', async () => {
    const caller = await greeted({ customParameters: { 'x-account-id': '42', secret: 'stays' } });
    expect(await heardSince(caller, 0)).toSoundLike('how can i help');
    const asked = await ask(caller, 'What are your opening hours?');
    await untilHears(caller, asked, 'monday');
    caller.stop('hangup');
    expect(await caller.left).toBe('1000 stopped');
    const record = await ended();
    expect(record).toMatchObject({ channel: 'websocket', disconnected_by: 'caller' });
    expect(JSON.stringify(record)).not.toContain('stays');
  });

  it('is handed to another voice by what is said, and to a third by a key', async () => {
    const caller = await greeted({ format: { encoding: 'audio/l16', sampleRate: 16_000 } });
    const asked = await ask(caller, 'I have a question about an invoice.');
    await untilHears(caller, asked, 'which invoice');
    const pressed = caller.position_ms();
    caller.press('9');
    await untilHears(caller, pressed, 'what happened');
    const record = await recordOf(({ path }) => path.length === 3);
    expect(record).toMatchObject({ path: ['reception', 'billing', 'supervisor'] });
    expect(record.events.find(({ type }) => type === 'digits')).toMatchObject({ digits: '9' });
  });

  it('is cleared and silent when the caller talks over the agent', async () => {
    const caller = await greeted();
    const asked = await ask(caller, 'Tell me the story of your shop.');
    await caller.untilSound({ after_ms: asked });
    await heardFor(caller, 2500);
    await say(caller, 'Excuse me, what are your opening hours?');
    const { at_ms } = await caller.untilFrame('clear');
    await untilHears(caller, at_ms, 'monday');
    const after = soundingSpans(slice(caller.heard(), at_ms, at_ms + 700));
    expect(after, 'heard after the clear').toEqual([]);
    expect(await heardSince(caller, asked)).not.toSoundLike('winter');
  });

  it('whose line breaks ends by the caller, and says how', { tags: ['nightly'] }, async () => {
    const caller = await greeted();
    caller.breakOff();
    const record = await ended();
    expect(record.disconnected_by).toBe('caller');
    expect(record.events.at(-1)).toMatchObject({ detail: 'connection_lost' });
  });

  it('is hung up when the agent says goodbye', { tags: ['nightly'] }, async () => {
    const caller = await greeted();
    await ask(caller, 'That is all, thank you. Goodbye.');
    const { frame } = await caller.untilFrame('hangup');
    expect(frame.reason).toBe('ended');
    expect(await caller.left).toBe('1000 ended');
    expect(await ended()).toMatchObject({ disconnected_by: 'agent' });
  });
});

describe('a transfer by the switch', () => {
  it('is announced to its end, asked for once, and bridged by the word of the switch', async () => {
    const caller = await greeted();
    const asked = await ask(caller, WANTS_SALES);
    const { frame, at_ms } = await caller.untilFrame('reverse-call-transfer');
    expect(frame).toEqual({
      event: 'reverse-call-transfer',
      streamId: `stream ${numberOf(calls)}`,
      callerId: numberOf(calls),
      did: DID,
      transferno: '104',
    });
    expect(await heardSince(caller, asked)).toSoundLike(ANNOUNCEMENT);
    caller.stop('transferred');
    const record = await ended();
    expect(record).toMatchObject({
      disconnected_by: 'transfer',
      result: {
        was_transferred: true,
        transfer_destination: '104',
        transfer_target: 'sales',
        transfer_method: 'websocket_reverse_transfer',
        verdict: 'bridged',
      },
    });
    // The switch owns the call: not a frame more, and the connection is its own to close.
    expect(caller.position_ms()).toBe(at_ms);
    expect(caller.frames.at(-1)!.frame.event).toBe('reverse-call-transfer');
    expect(caller.isOpen).toBe(true);
  });

  it(
    'to a number is unconfirmed where the switch says nothing, and is let alone',
    { tags: ['nightly'] },
    async () => {
      const caller = await greeted();
      await ask(caller, 'Please put me through to the workshop.');
      const { frame, at_ms } = await caller.untilFrame('reverse-call-transfer');
      expect(frame.transferno).toBe('+14155550133');
      const record = await ended();
      expect(record).toMatchObject({
        disconnected_by: 'transfer',
        result: {
          was_transferred: true,
          verdict: 'accepted_unconfirmed',
          human_connected_at: null,
        },
      });
      expect(caller.position_ms()).toBe(at_ms);
      expect(caller.isOpen).toBe(true);
    },
  );
});

describe('whoever else is in the room of a stream', () => {
  it('can neither have its switch take the call nor clear what is said', async () => {
    const caller = await greeted();
    const { room } = await recordOf(() => true);
    const { url, key, secret } = stack.access;
    const token = new AccessToken(key, secret, { identity: 'somebody-at-the-desk' });
    token.addGrant({ roomJoin: true, room, canPublishData: true, canSubscribe: true });
    const intruder = new Room();
    await intruder.connect(url, await token.toJwt(), { autoSubscribe: false, dynacast: false });
    const them = [...intruder.remoteParticipants.values()];
    const streamed = them.find(({ identity }) => identity.startsWith('caller-'))!;
    const asks = (method: string, payload: object) =>
      intruder.localParticipant!.performRpc({
        destinationIdentity: streamed.identity,
        method,
        payload: JSON.stringify(payload),
      });
    await expect(asks('baton.reverse_transfer', { transferno: '104' })).rejects.toThrow(
      'Only the agent may ask.',
    );
    await expect(asks('baton.clear', {})).rejects.toThrow('Only the agent may ask.');
    await intruder.disconnect();
    const asked = await ask(caller, 'What are your opening hours?');
    await untilHears(caller, asked, 'monday');
    expect(caller.frames).toEqual([]);
  });
});

describe('a person who is asked first', () => {
  it(
    'hears why, says yes, and talks to the caller of a stream',
    { tags: ['nightly'] },
    async () => {
      const jamie = personsPhone({
        rings_ms: 700,
        then: [
          says('Hello, this is Jamie.'),
          isTold('can you take the call'),
          says('Yes, I will take the call.'),
        ],
      });
      line.onDial = jamie.onDial;
      const caller = await greeted();
      const rings = jamie.call(1, 180_000);
      await askForPerson(caller, 'Jamie', rings);
      const { leg: person } = await rings;
      await recordOf(({ result }) => result.verdict === 'bridged');
      // The agent's last words, before it leaves the two alone.
      await caller.untilSilence(1500, { after_ms: caller.position_ms() - 1000 });
      const answer = await callerSays(PERSON_SAYS, { voice: 'awb' });
      await untilUnderstood(() => person.speak(answer), caller, 'monday');
      const question = await callerSays(CALLER_SAYS);
      await untilUnderstood(() => caller.speak(question), person, 'opening hours');
      await person.hangUp();
      expect((await caller.untilFrame('hangup')).frame.reason).toBe('ended');
      expect(await ended()).toMatchObject({ disconnected_by: 'transfer' });
    },
  );
});

describe('a call of Exotel', () => {
  it('is answered like any other, and a transfer is refused in words and in the record', async () => {
    const caller = await greeted({ customParameters: { provider: 'exotel' } });
    const asked = await ask(caller, WANTS_SALES);
    await untilHears(caller, asked, 'cannot put');
    const record = await recordOf(({ events }) =>
      events.some(({ type }) => type === 'transfer_failed'),
    );
    expect(record).toMatchObject({ channel: 'exotel', result: { was_transferred: false } });
    expect(record.result.transfer_failed_reason).toContain('not_supported');
    expect(caller.frames.map(({ frame }) => frame.event)).not.toContain('reverse-call-transfer');
    const again = await ask(caller, 'What are your opening hours?');
    await untilHears(caller, again, 'monday');
  });
});

describe('the client of the document', () => {
  it('is short, telephones, and gives the call to its switch', { tags: ['nightly'] }, async () => {
    const program = clientOf('docs/telephony-websocket.md');
    expect(program.split('\n').length).toBeLessThan(60);
    calls += 1;
    const client = new DocumentClient(program, gatewayUrl(stack.env), KEY, numberOf(calls));
    try {
      await untilGreeted(client);
      const asked = await ask(client, 'What are your opening hours?');
      await untilHears(client, asked, 'monday');
      await ask(client, WANTS_SALES);
      expect(await client.left).toContain('put through to 104');
      expect(await ended()).toMatchObject({
        disconnected_by: 'transfer',
        result: { verdict: 'bridged', transfer_destination: '104' },
      });
    } finally {
      client.stop();
    }
  });
});

describe('a gateway that is stopped', () => {
  it('hangs up, and leaves no call and no room behind', { tags: ['nightly'] }, async () => {
    const caller = await greeted();
    const { room } = await recordOf(() => true);
    await stack.stopGateway();
    expect((await caller.untilFrame('hangup')).frame.reason).toBe('shutting_down');
    expect(await caller.left).toBe('1001 shutting_down');
    const record = await ended();
    expect(record.disconnected_by).toBe('caller');
    expect(record.events.at(-1)).toMatchObject({ detail: 'connection_lost' });
    const { url, key, secret } = stack.access;
    const rooms = new RoomServiceClient(url.replace(/^ws/, 'http'), key, secret);
    await expect
      .poll(async () => (await rooms.listRooms([room])).length, { timeout: 60_000 })
      .toBe(0);
  });
});

/** Resolves when so much more has been heard. */
async function heardFor(caller: StreamPeer, ms: number): Promise<void> {
  await caller.untilPosition(caller.position_ms() + ms);
}
