import { randomUUID } from 'node:crypto';
import { Room, RoomEvent, TrackKind, TrackPublishOptions, TrackSource } from '@livekit/rtc-node';
import { AccessToken, RoomAgentDispatch, RoomConfiguration } from 'livekit-server-sdk';
import { SessionResponse } from '../protocol/session.ts';
import { Ear } from '../test/line/ear.ts';
import { Mouth } from '../test/line/mouth.ts';
import { soundingSpans } from '../test/live/audible.ts';
import { callerSays } from '../test/live/caller-voice.ts';
import type { GrowingSound } from '../test/live/growing-sound.ts';
import type { Recording } from '../test/live/pcm.ts';
import type { House } from './house.ts';
import type { Program } from './result.ts';

/** Somebody in a call, without a browser: a microphone, and an ear that records. */
export interface Caller {
  /** Of Baton's call. */
  readonly session_id: string | null;
  /** When the caller joined; all times are positions (ms) in what was heard. */
  readonly joined_ms: number;
  readonly heard: () => Recording;
  readonly sound: GrowingSound;
  /** Speaks; resolves with the position of the last audible moment. */
  readonly says: (text: string) => Promise<number>;
  readonly leave: () => Promise<void>;
}

/** Calls a program: its agent is asked for by the caller's token, as a page has it. */
export async function call(house: House, program: Program): Promise<Caller> {
  const way = program === 'baton' ? await throughBaton(house) : await direct(house, program);
  const [room, ear, mouth] = [new Room(), new Ear(), new Mouth()];
  ear.open();
  mouth.open();
  room
    .on(RoomEvent.TrackSubscribed, (track) => {
      if (track.kind === TrackKind.KIND_AUDIO) ear.add(track);
    })
    .on(RoomEvent.TrackUnsubscribed, (track) => {
      ear.drop(track);
    });
  const now = (): number => (ear.tape.now * 1000) / ear.tape.recording().rate;
  const joined_ms = now();
  await room.connect(house.access.url, way.token, { autoSubscribe: true, dynacast: false });
  const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE, dtx: false });
  await room.localParticipant?.publishTrack(mouth.track, options);
  return {
    session_id: way.session_id,
    joined_ms,
    heard: () => ear.heard(),
    sound: ear.tape,
    says: async (text) => {
      house.ear.says(text);
      const sentence = await callerSays(text, { voice: 'awb', after_ms: 0 });
      const audible = soundingSpans(sentence).at(-1)?.to_ms ?? sentence.duration_ms;
      await mouth.speak(sentence);
      return now() - (sentence.duration_ms - audible);
    },
    leave: async () => {
      await room.disconnect();
      ear.close();
      await mouth.close();
    },
  };
}

interface Way {
  readonly token: string;
  readonly session_id: string | null;
}

async function throughBaton({ stack }: House): Promise<Way> {
  const answer = await fetch(`${stack.url}/api/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  if (!answer.ok) throw new Error(`No session: ${await answer.text()}`);
  return SessionResponse.parse(await answer.json());
}

async function direct({ access }: House, agentName: string): Promise<Way> {
  const token = new AccessToken(access.key, access.secret, { identity: `caller-${randomUUID()}` });
  token.addGrant({ roomJoin: true, room: `bare-${randomUUID()}` });
  token.roomConfig = new RoomConfiguration({ agents: [new RoomAgentDispatch({ agentName })] });
  return { token: await token.toJwt(), session_id: null };
}
