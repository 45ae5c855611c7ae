import {
  type LocalParticipant,
  type RemoteParticipant,
  type RemoteTrackPublication,
  type Room,
  RoomEvent,
} from '@livekit/rtc-node';
import type { RoomServiceClient } from 'livekit-server-sdk';
import { onlyHeardBy } from './audience.ts';
import { joined } from './until-room.ts';

type Permission = Parameters<RoomServiceClient['updateParticipant']>[3];

/** A telephone's permission: the request replaces it as a whole, so every field is sent. */
const PERSON = {
  canPublish: true,
  canPublishData: true,
  canUpdateMetadata: true,
  canSubscribe: true,
} as const;
/**
 * Milliseconds after the first at which a subscription is taken back again: one that comes before
 * the other side's own request does nothing.
 */
const AGAIN_MS = [50, 150, 350] as const;
/** Milliseconds between looks while both are kept apart: a leg whose connection resumes subscribes anew. */
const GUARD_MS = 500;
/** Milliseconds after the merge at which both are subscribed once more. */
const MERGE_AGAIN_MS = 300;
const NEVER = new AbortController().signal;

export interface ApartOptions {
  readonly rooms: RoomServiceClient;
  readonly room: Room;
  readonly caller: string;
  readonly person: string;
  readonly report: (what: string, fault: unknown) => void;
}

/**
 * Keeps a caller and a person in one room from hearing each other, and the person from hearing us,
 * until they are brought together. The order of its requests is measured on the real bridge: at the
 * moment a leg is answered the bridge subscribes it to everything there is.
 */
export class Apart {
  readonly #options: ApartOptions;
  readonly #timers = new Set<NodeJS.Timeout>();
  #callerPermission: Permission | null = null;
  #joined: Promise<void> | null = null;
  /** Requests go out one after the other: one that is late would take back what the next one gives. */
  #sending: Promise<unknown> = Promise.resolve();
  #failing = false;
  #over = false;

  constructor(options: ApartOptions) {
    this.#options = options;
  }

  /** Begins before the person is dialled. Rejects when the caller cannot be kept. */
  async begin(): Promise<void> {
    const { room, rooms, caller, person } = this.#options;
    const { permission } = await rooms.getParticipant(this.#name, caller);
    if (this.#isOver()) return;
    this.#callerPermission = permission ?? PERSON;
    this.#tellAudience(false);
    room.on(RoomEvent.ParticipantConnected, this.#came);
    room.on(RoomEvent.TrackPublished, this.#published);
    await this.#keepQuiet();
    if (this.#isOver()) return;
    const there = room.remoteParticipants.get(person);
    if (there) this.#came(there);
  }

  /** The person has picked up. Ends when neither side can hear the other; rejects when that failed. */
  async answered(): Promise<void> {
    const { room, person } = this.#options;
    if (!(await joined(room, person, NEVER)))
      throw new Error('The join of a person who has answered did not come.');
    await this.#joined;
    await this.#part();
    await this.#permit(person, PERSON);
    await this.#part();
    for (const ms of AGAIN_MS) this.#later(ms, () => this.#part());
    this.#guard();
  }

  /**
   * Both hear each other and us. Asked for twice: what a leg's own connection asks for in the same
   * moment can undo the first.
   */
  async merge(): Promise<void> {
    this.#stop();
    await this.#sending.catch(() => undefined);
    this.#tellAudience(true);
    await Promise.all([this.#connect(), this.#restore()]);
    setTimeout(() => {
      this.#connect().catch((fault: unknown) => {
        this.#options.report('A merged call could not be looked after once more.', fault);
      });
    }, MERGE_AGAIN_MS);
  }

  /** The caller is as before. Safe twice. */
  async end(): Promise<void> {
    this.#stop();
    try {
      this.#tellAudience(true);
      await this.#restore();
    } catch (fault) {
      this.#options.report('A caller could not be given back what they may do.', fault);
    }
  }

  get #name(): string {
    return this.#options.room.name ?? '';
  }

  get #ours(): LocalParticipant | undefined {
    return this.#options.room.localParticipant;
  }

  readonly #came = (who: RemoteParticipant): void => {
    const { caller, person, report } = this.#options;
    // Named anew for everybody who comes: who is not named does not hear us.
    this.#tellAudience(false);
    if (who.identity === caller) {
      this.#keepQuiet().catch((fault: unknown) => {
        report('The keys of a caller who came back could not be kept away.', fault);
      });
    }
    if (who.identity !== person || this.#joined) return;
    this.#joined = this.#permit(person, { ...PERSON, canSubscribe: false });
    this.#joined.catch((fault: unknown) => {
      report('A person could not be kept from hearing the caller.', fault);
    });
    this.#takeBack();
  };

  readonly #published = (_: RemoteTrackPublication, who: RemoteParticipant): void => {
    const { caller, person } = this.#options;
    if (who.identity === caller || who.identity === person) this.#takeBack();
  };

  #takeBack(): void {
    for (const ms of [0, ...AGAIN_MS]) this.#later(ms, () => this.#part());
  }

  #guard(): void {
    this.#later(GUARD_MS, async () => {
      await this.#part().finally(() => {
        this.#guard();
      });
    });
  }

  /** Takes back what either side has subscribed to of the other. */
  #part(): Promise<void> {
    const { caller, person } = this.#options;
    const parted = this.#sending
      .catch(() => undefined)
      .then(async () => {
        if (this.#over) return;
        await Promise.all([
          this.#subscribe(person, this.#tracksOf(caller), false),
          this.#subscribe(caller, this.#tracksOf(person), false),
        ]);
      });
    this.#sending = parted;
    return parted;
  }

  #isOver(): boolean {
    return this.#over;
  }

  async #connect(): Promise<void> {
    const { caller, person } = this.#options;
    const ours = [...(this.#ours?.trackPublications.values() ?? [])];
    const sids = ours.flatMap(({ sid }) => (sid === undefined ? [] : [sid]));
    await Promise.all([
      this.#subscribe(person, [...this.#tracksOf(caller), ...sids], true),
      this.#subscribe(caller, this.#tracksOf(person), true),
    ]);
  }

  /** A caller's key would be heard by the person as a tone, and a typed line read by nobody. */
  async #keepQuiet(): Promise<void> {
    if (!this.#callerPermission) return;
    await this.#permit(this.#options.caller, { ...this.#callerPermission, canPublishData: false });
  }

  #later(ms: number, act: () => Promise<void>): void {
    const { report } = this.#options;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (this.#over) return;
      act().then(
        () => {
          this.#failing = false;
        },
        (fault: unknown) => {
          // Twice a second is no news.
          if (!this.#failing) report('A subscription could not be taken back.', fault);
          this.#failing = true;
        },
      );
    }, ms);
    this.#timers.add(timer);
  }

  #stop(): void {
    const { room } = this.#options;
    this.#over = true;
    for (const timer of this.#timers) clearTimeout(timer);
    room.off(RoomEvent.ParticipantConnected, this.#came);
    room.off(RoomEvent.TrackPublished, this.#published);
  }

  /** Everybody in the room hears us, or everybody but the person. */
  #tellAudience(everybody: boolean): void {
    const { room, caller, person } = this.#options;
    if (!this.#ours) return;
    const others = new Set([caller, ...room.remoteParticipants.keys()]);
    others.delete(person);
    onlyHeardBy(this.#ours, everybody ? null : [...others]);
  }

  #tracksOf(identity: string): string[] {
    const publications = this.#options.room.remoteParticipants.get(identity)?.trackPublications;
    return [...(publications?.values() ?? [])].flatMap(({ sid }) =>
      sid === undefined ? [] : [sid],
    );
  }

  async #subscribe(identity: string, sids: readonly string[], on: boolean): Promise<void> {
    if (sids.length === 0 || !this.#options.room.remoteParticipants.has(identity)) return;
    await this.#options.rooms.updateSubscriptions(this.#name, identity, [...sids], on);
  }

  async #permit(identity: string, permission: Permission): Promise<void> {
    await this.#options.rooms.updateParticipant(this.#name, identity, undefined, permission);
  }

  async #restore(): Promise<void> {
    const permission = this.#callerPermission;
    this.#callerPermission = null;
    if (!permission || !this.#options.room.remoteParticipants.has(this.#options.caller)) return;
    await this.#permit(this.#options.caller, permission);
  }
}
