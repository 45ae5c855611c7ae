import { EventEmitter } from 'node:events';
import { type RemoteParticipant, type Room, RoomEvent } from '@livekit/rtc-node';
import type { RoomServiceClient } from 'livekit-server-sdk';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Apart } from '../../agent/livekit/apart.ts';
import { deferred } from '../../agent/deferred.ts';

const CALLER = 'sip_caller';
const PERSON = 'person-1';

/** What the server has done, in that order. */
let asked: string[];
let reported: string[];
/** Subscriptions that were asked for, carried out or not. */
let sent: number;
/** While set, whatever is asked for next waits for it. */
let slow: Promise<void> | null;
let room: Room & { remoteParticipants: Map<string, RemoteParticipant> };
let apart: Apart;

beforeEach(() => {
  [asked, reported, sent, slow] = [[], [], 0, null];
  const emitter = new EventEmitter();
  room = Object.assign(emitter, {
    name: 'room',
    remoteParticipants: new Map(),
  }) as unknown as typeof room;
  const rooms = {
    getParticipant: async () => {
      await slow;
      return { permission: { canPublish: true, canPublishData: true, canSubscribe: true } };
    },
    updateParticipant: async (
      _room: string,
      who: string,
      _metadata: undefined,
      may: { canSubscribe: boolean; canPublishData: boolean },
    ) => {
      asked.push(
        who === PERSON
          ? `person ${may.canSubscribe ? 'may' : 'may not'} subscribe`
          : `caller ${may.canPublishData ? 'may' : 'may not'} press`,
      );
      await slow;
    },
    updateSubscriptions: async (_room: string, who: string, sids: string[], on: boolean) => {
      sent += 1;
      await slow;
      // It counts when the server has carried it out.
      asked.push(
        `${who === PERSON ? 'person' : 'caller'} ${on ? 'hears' : 'loses'} ${sids.join()}`,
      );
    },
  } as unknown as RoomServiceClient;
  const report = (what: string) => reported.push(what);
  apart = new Apart({ rooms, room, caller: CALLER, person: PERSON, report });
  comes(CALLER, 'TR_caller');
});

function comes(identity: string, sid: string): void {
  const trackPublications = new Map([[sid, { sid }]]);
  const who = { identity, trackPublications } as unknown as RemoteParticipant;
  room.remoteParticipants.set(identity, who);
  room.emit(RoomEvent.ParticipantConnected, who);
}

const lastFor = (who: string) => asked.filter((one) => one.startsWith(who)).at(-1);

describe('a caller and a person who is asked', () => {
  it('are parted before the person may subscribe to anything', async () => {
    await apart.begin();
    comes(PERSON, 'TR_person');
    await apart.answered();
    const may = asked.indexOf('person may subscribe');
    expect(asked[0]).toBe('caller may not press');
    expect(asked.indexOf('person may not subscribe')).toBeGreaterThan(0);
    expect(asked.indexOf('person loses TR_caller')).toBeLessThan(may);
    expect(asked.indexOf('caller loses TR_person')).toBeLessThan(may);
    expect(asked.lastIndexOf('person loses TR_caller')).toBeGreaterThan(may);
    await apart.end();
  });

  it('are together once the person agrees, however slow what parted them is', async () => {
    await apart.begin();
    comes(PERSON, 'TR_person');
    await apart.answered();
    const held = deferred();
    slow = held.promise;
    const before = sent;
    // The next look is under way when the yes comes.
    await vi.waitFor(() => {
      expect(sent).toBeGreaterThan(before);
    });
    slow = null;
    const merged = apart.merge();
    await new Promise(setImmediate);
    held.resolve();
    await merged;
    expect(lastFor('person')).toBe('person hears TR_caller');
    expect(lastFor('caller')).toMatch(/may press|hears TR_person/);
    expect(asked).toEqual(expect.arrayContaining(['caller may press', 'caller hears TR_person']));
  });

  it('stay apart for good where the one who answered never joins', async () => {
    vi.useFakeTimers();
    await apart.begin();
    const answered = expect(apart.answered()).rejects.toThrow('join of a person who has answered');
    await vi.advanceTimersByTimeAsync(3001);
    await answered;
    expect(asked).not.toContain('person may subscribe');
    vi.useRealTimers();
    await apart.end();
  });

  it('keep their keys away from each other when the caller comes back', async () => {
    await apart.begin();
    asked = [];
    comes(CALLER, 'TR_again');
    expect(asked).toEqual(['caller may not press']);
    await apart.end();
    expect(lastFor('caller')).toBe('caller may press');
  });

  it('are asked nothing of where the call ends while it is being prepared', async () => {
    const held = deferred();
    slow = held.promise;
    const begun = apart.begin();
    const ended = apart.end();
    held.resolve();
    await Promise.all([begun, ended]);
    comes(PERSON, 'TR_person');
    expect(asked).toEqual([]);
    expect(reported).toEqual([]);
  });
});
