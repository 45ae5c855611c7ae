import { initializeLogger, stt, voice } from '@livekit/agents';
import { Conversation } from '../../agent/conversation.ts';
import type { EventDraft } from '../../agent/event-spool.ts';
import { Messages } from '../../agent/messages.ts';
import { Greetings } from '../../agent/livekit/greetings.ts';
import { Stage } from '../../agent/livekit/stage.ts';
import type {
  BundleAnswer,
  BundlesPort,
  DirectoryPort,
  HttpPort,
  RoomPort,
} from '../../call/ports.ts';
import type { SessionBundle } from '../../protocol/bundle.ts';
import type { Character } from '../../protocol/character.ts';
import type { Speech } from '../../speech/speech.ts';
import type { Wording } from '../../speech/wording.ts';
import type { Leg } from '../../call/transfer-policy.ts';
import { aBundle, type BundleFacts } from './bundle.ts';
import { FakeConsult } from './fake-consult.ts';
import { FakeDesk } from './fake-desk.ts';
import { FakeStream } from './fake-stream.ts';
import { FakeTrunk } from './fake-trunk.ts';
import { Earpiece } from './earpiece.ts';
import { type Answer, type Asked, ScriptedMind } from './scripted-mind.ts';
import { ToneVoice, type VoiceFault } from './tone-voice.ts';
import { PATIENCE_MS } from '../patience.ts';

initializeLogger({ pretty: false, level: 'silent' });

class DeafEar extends stt.STT {
  readonly label = 'deaf-ear';
  constructor() {
    super({ streaming: true, interimResults: false });
  }
  protected override _recognize(): Promise<stt.SpeechEvent> {
    throw new Error('nobody speaks here');
  }
  stream(): stt.SpeechStream {
    throw new Error('nobody speaks here');
  }
}

export type Script = (lastUserText: string, asked: Asked) => Answer;

/** A call without a server: the real session, stage and conversation between fakes at the edges. */
export interface ACall {
  readonly conversation: Conversation;
  readonly session: voice.AgentSession;
  readonly earpiece: Earpiece;
  readonly minds: Record<string, ScriptedMind>;
  readonly voices: Record<string, ToneVoice>;
  readonly events: EventDraft[];
  readonly room: { says: string[]; state: string[] };
  readonly ended: { by: string | null };
  readonly line: FakeTrunk;
  readonly consult: FakeConsult;
  readonly stream: FakeStream;
  readonly desk: FakeDesk;
  /** Resolves with the first event that fits, past ones included. */
  event<T extends EventDraft['type']>(type: T): Promise<Extract<EventDraft, { type: T }>>;
  /** Resolves once the condition holds after an event of the session. */
  until(what: string, holds: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export interface CallSetup {
  readonly characters: readonly Character[];
  readonly scripts: Record<string, Script>;
  readonly bundles?: Partial<BundlesPort>;
  /** The bundle that opened the call, where a real backend gave one. */
  readonly bundle?: SessionBundle;
  readonly record?: (event: EventDraft) => void;
  readonly voiceFault?: (slug: string) => VoiceFault | null;
  /** What the first character's voice waits for. */
  readonly firstVoice?: Promise<void>;
  /** What happens while the greeting is being made. */
  readonly meanwhile?: (call: Pick<ACall, 'conversation' | 'session' | 'room'>) => Promise<void>;
  readonly wording?: Partial<Wording>;
  /** Characters that cannot be put on the line at all. */
  readonly mindless?: (slug: string) => boolean;
  readonly channel?: SessionBundle['channel'];
  readonly leg?: Leg;
  readonly dialing?: BundleFacts['dialing'];
  readonly transferHeaders?: Record<string, string>;
  /** What every bundle of the call says besides. */
  readonly facts?: Partial<Omit<BundleFacts, 'character' | 'others'>>;
  /** The way out for tools; absent: it leads nowhere. */
  readonly http?: HttpPort;
  /** Absent: it knows nobody. */
  readonly directory?: DirectoryPort;
  readonly secrets?: Record<string, string>;
}

const FIRST_HERTZ = 200;
const STEP_HERTZ = 200;

export async function aCall(setup: CallSetup): Promise<ACall> {
  const [first, ...others] = setup.characters;
  if (!first) throw new Error('a call needs a character');
  const bundleOf = (character: Character): SessionBundle =>
    aBundle({
      character,
      others: setup.characters.filter(({ slug }) => slug !== character.slug),
      ...(setup.channel && { channel: setup.channel }),
      ...(setup.dialing && { dialing: setup.dialing }),
      ...(setup.transferHeaders && { transferHeaders: setup.transferHeaders }),
      ...setup.facts,
    });
  const minds: Record<string, ScriptedMind> = {};
  const voices: Record<string, ToneVoice> = {};
  setup.characters.forEach(({ slug }, n) => {
    minds[slug] = new ScriptedMind(setup.scripts[slug] ?? (() => ({ say: 'Yes.' })));
    voices[slug] = new ToneVoice(
      FIRST_HERTZ + n * STEP_HERTZ,
      () => setup.voiceFault?.(slug) ?? null,
      n === 0 ? setup.firstVoice : undefined,
    );
  });
  const ear = new DeafEar();
  const plainWording: Wording = {
    announcement: () => Promise.reject(new Error('no wording')),
    takeover: () => Promise.reject(new Error('no wording')),
    summary: () => Promise.reject(new Error('no wording')),
    ...setup.wording,
  };
  const speech: Speech = {
    choices: {} as Speech['choices'],
    ear: () => ear,
    otherEar: () => ear,
    mind: ({ slug }) => {
      if (setup.mindless?.(slug)) throw new Error('there is no mind for this character');
      return minds[slug]!;
    },
    voice: ({ slug }) => voices[slug]!,
    wording: () => plainWording,
    lacks: () => null,
    watch: () => () => undefined,
    soundOf: ({ slug }) => slug,
    doubtEar: () => undefined,
  };
  const earpiece = new Earpiece();
  const session = new voice.AgentSession({
    vad: null,
    turnHandling: { turnDetection: null },
    userAwayTimeout: null,
    aecWarmupDuration: null,
  });
  session.output.audio = earpiece;
  const events: EventDraft[] = [];
  const watchers = new Set<() => void>();
  const changed = () => {
    for (const watcher of [...watchers]) watcher();
  };
  const room = { says: [] as string[], state: [] as string[] };
  const roomPort: RoomPort = {
    connecting: (name) => {
      room.says.push(name);
      room.state.push(`connecting ${name}`);
      return Promise.resolve();
    },
    puttingThrough: () => {
      room.state.push('putting through');
      return Promise.resolve();
    },
    talking: ({ character }, again) => {
      if (again) room.says.push(character.name);
      room.state.push(`talking ${character.name}`);
      return Promise.resolve();
    },
  };
  const bundles: BundlesPort = {
    load: (slug): Promise<BundleAnswer> => {
      const character = others.concat(first).find((candidate) => candidate.slug === slug);
      return Promise.resolve(
        character
          ? { bundle: bundleOf(character), warm: true }
          : { refused: 'unknown_target', detail: 'not there' },
      );
    },
    revalidate: () => Promise.resolve(null),
    ...setup.bundles,
  };
  const line = new FakeTrunk(changed);
  const consult = new FakeConsult(changed);
  const stream = new FakeStream(changed);
  const desk = new FakeDesk(changed);
  const ended = { by: null as string | null };
  const kept = { find: () => Promise.resolve(null), keep: () => Promise.resolve() };
  const greetings = new Greetings({ speech, kept, report: () => undefined });
  const stage: Stage = new Stage(
    session,
    { speech, greetings },
    {
      run: async (...call) => conversation.run(...call),
      tools: (cast) => conversation.toolsOf(cast),
      heard: (text) => conversation.heard(text),
      said: (role, text, interrupted) => {
        conversation.said(role, text, interrupted);
      },
      muted: () => conversation.muted,
      starting: () => undefined,
    },
  );
  const conversation: Conversation = new Conversation(setup.bundle ?? bundleOf(first), {
    stage,
    speech,
    bundles,
    room: roomPort,
    report: () => undefined,
    clock: () => performance.now(),
    record: (event) => {
      events.push(event);
      setup.record?.(event);
      changed();
    },
    warm: () => undefined,
    end: (by) => {
      ended.by = by;
      changed();
    },
    merge: () => {
      ended.by = 'merged';
      changed();
    },
    trunk: line,
    consult,
    stream,
    desk,
    messages: new Messages({
      tape: { start: () => undefined, cut: () => null, close: () => undefined },
      record: (event) => {
        events.push(event);
        changed();
      },
      keep: () => Promise.resolve(),
      report: () => undefined,
    }),
    leg: setup.leg ?? { sip: false },
    http: setup.http ?? { send: () => Promise.resolve({ fault: 'refused_host' }) },
    directory: setup.directory ?? { find: () => Promise.resolve({ outcome: 'none' }) },
    secret: (name) => setup.secrets?.[name],
  });
  for (const type of Object.values(voice.AgentSessionEventTypes)) session.on(type, changed);

  const until = (what: string, holds: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        watchers.delete(check);
        reject(new Error(`never: ${what}\n${JSON.stringify(events, null, 1)}`));
      }, PATIENCE_MS);
      const check = () => {
        if (!holds()) return;
        clearTimeout(timer);
        watchers.delete(check);
        resolve();
      };
      watchers.add(check);
      check();
    });

  const begun = conversation.begin(new AbortController().signal);
  begun.catch(() => undefined);
  await setup.meanwhile?.({ conversation, session, room });
  await begun;
  await until('the greeting was heard', () => events.some((event) => event.type === 'turn'));

  return {
    conversation,
    session,
    earpiece,
    minds,
    voices,
    events,
    room,
    ended,
    line,
    consult,
    stream,
    desk,
    until,
    async event(type) {
      const find = () => events.find((event) => event.type === type);
      await until(`an event ${type}`, () => find() !== undefined);
      return find() as never;
    },
    async close() {
      conversation.close();
      await session.close();
    },
  };
}
