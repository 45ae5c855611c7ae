import type {
  ConsultPort,
  StagePort,
  StreamPort,
  SwitchAnswer,
  TrunkAnswer,
  TrunkPort,
} from '../call/ports.ts';
import { sentencesIn } from '../call/sentences.ts';
import { headersFor, type TransferOrder } from '../call/transfer-policy.ts';
import { REQUEST_PENDING } from '../call/verdict.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { Evidence, Execution } from '../protocol/verdict.ts';
import { Consultation, type ConsultOutcome } from './consultation.ts';
import { pause } from './pause.ts';

/** Milliseconds after the answer at which the caller's leg is looked for once more. */
const LEG_CHECK_MS = 300;
/** Milliseconds before a request that met another one is made again (491). */
const PENDING_PAUSE_MS = 1000;
/** Milliseconds that a person and the caller have to hear each other. */
const TALK_LIMIT_MS = 5000;
/** Milliseconds of ringing after which the caller is told that it goes on. */
const RINGING_MS = 8000;

/** Milliseconds that a request has to end once nobody waits for it. */
const LET_GO_LIMIT_MS = 4000;
const NEVER = new AbortController().signal;

type Timed = TrunkAnswer & SwitchAnswer & { readonly answered_after_ms: number };

export interface TransferPorts {
  readonly stage: StagePort;
  readonly trunk: TrunkPort;
  readonly consult: ConsultPort;
  readonly stream: StreamPort;
  /** The caller's name, where it is known. */
  readonly callerName: () => string | null;
  /** Milliseconds of a clock that never runs backwards. */
  readonly clock: () => number;
  readonly report: (what: string, fault: unknown) => void;
}

/** Carries out one attempt and gathers what is known of it. Judges nothing. */
export class TransferSteps {
  readonly #ports: TransferPorts;

  constructor(ports: TransferPorts) {
    this.#ports = ports;
  }

  /** The request, its answer, and whether the caller is still there. `over`: nobody waits any more. */
  async execute(
    order: TransferOrder,
    execution: Execution,
    bundle: SessionBundle,
    over: AbortSignal,
  ): Promise<Evidence> {
    const { trunk } = this.#ports;
    if (execution === 'consult') return this.#consult(order, bundle, over);
    const headers = headersFor(bundle, order, execution);
    const answer = await this.#send(order, execution, headers, bundle, over);
    const dialled = execution === 'dial_in' && answer.accepted;
    const talking = dialled ? await trunk.bothTalk(TALK_LIMIT_MS) : undefined;
    await pause(LEG_CHECK_MS, over);
    const leg_present = trunk.callerPresent();
    const person_present = dialled ? trunk.personPresent() : undefined;
    // Nobody is left alone in a call that the other side has gone from.
    if (dialled && (!leg_present || over.aborted)) await trunk.letGo();
    const names = Object.keys(headers);
    return {
      ...answer,
      execution,
      leg_present,
      ...(person_present !== undefined && { person_present }),
      ...(talking !== undefined && { both_subscribed: talking }),
      ...(names.length > 0 && { headers: names }),
    };
  }

  /** The person is asked first; only a yes connects the two. */
  async #consult(
    order: TransferOrder,
    bundle: SessionBundle,
    over: AbortSignal,
  ): Promise<Evidence> {
    const { trunk, consult, callerName, clock } = this.#ports;
    const { name: agent, language } = bundle.character;
    const since = clock();
    const asking = new Consultation(consult, {
      number: order.destination.number ?? '',
      label: order.label,
      agent,
      caller: callerName(),
      reason: order.reason,
      language,
    });
    const outcome = await asking.ask(over).catch((fault: unknown): ConsultOutcome => {
      this.#ports.report('A person could not be asked.', fault);
      return { accepted: false, api_code: 'consult_failed' };
    });
    const answered_after_ms = Math.round(clock() - since);
    const merges = outcome.answer === 'yes' && !over.aborted && trunk.callerPresent();
    const both_subscribed = merges ? await consult.merge() : undefined;
    const leg_present = trunk.callerPresent();
    if (both_subscribed !== true || !leg_present) await consult.close();
    return {
      ...outcome,
      execution: 'consult',
      answered_after_ms,
      leg_present,
      ...(both_subscribed !== undefined && { both_subscribed, person_present: both_subscribed }),
    };
  }

  async #send(
    order: TransferOrder,
    execution: Execution,
    headers: Readonly<Record<string, string>>,
    bundle: SessionBundle,
    over: AbortSignal,
  ): Promise<Timed> {
    if (execution === 'dial_in') {
      return this.#timed(() => this.#dial(order, headers, bundle, over));
    }
    const { uri, number } = order.destination;
    if (execution === 'stream') {
      return this.#timed(() => this.#ports.stream.reverseTransfer(number ?? ''));
    }
    const refer = () => this.#timed(() => this.#ports.trunk.refer(uri, headers));
    const answer = await refer();
    if (answer.sip_status !== REQUEST_PENDING) return answer;
    await pause(PENDING_PAUSE_MS, over);
    return over.aborted ? answer : refer();
  }

  /** How long one request took says who refused it. */
  async #timed(request: () => Promise<TrunkAnswer & SwitchAnswer>): Promise<Timed> {
    const since = this.#ports.clock();
    const answer = await request();
    return { ...answer, answered_after_ms: Math.round(this.#ports.clock() - since) };
  }

  /** A caller who hangs up does not leave a telephone ringing. */
  async #dial(
    { destination, label }: TransferOrder,
    headers: Readonly<Record<string, string>>,
    bundle: SessionBundle,
    over: AbortSignal,
  ): Promise<TrunkAnswer> {
    const { trunk } = this.#ports;
    const answered = new AbortController();
    const gone = new Promise<TrunkAnswer>((resolve) => {
      const leave = () => {
        resolve({ accepted: false, api_code: 'caller_gone' });
      };
      if (over.aborted) leave();
      over.addEventListener('abort', leave, { once: true });
    });
    void this.#keepCompany(bundle, AbortSignal.any([answered.signal, over]));
    const dialling = trunk.dial(destination.number ?? '', label, headers);
    const answer = await Promise.race([dialling, gone]);
    answered.abort();
    if (!over.aborted) return answer;
    // A person who is just joining cannot be let go yet: once more when the request has ended.
    await trunk.letGo();
    await Promise.race([dialling, pause(LET_GO_LIMIT_MS, NEVER)]);
    await trunk.letGo();
    return answer;
  }

  /** No dead air: while it rings, a sentence now and then. */
  async #keepCompany(bundle: SessionBundle, until: AbortSignal): Promise<void> {
    const { still_ringing } = sentencesIn(bundle.character.language);
    for (let n = 0; ; n += 1) {
      await pause(RINGING_MS, until);
      const sentence = still_ringing[n % still_ringing.length];
      if (until.aborted || !sentence) return;
      try {
        await this.#ports.stage.say(sentence);
      } catch (fault) {
        this.#ports.report('A sentence of a transfer could not be said.', fault);
        return;
      }
    }
  }
}
