import type { SessionBundle } from '../protocol/bundle.ts';
import type { TelTool } from '../protocol/character.ts';
import type { DirectoryEntry } from '../protocol/directory.ts';
import type { TransferMethod, TransferTarget } from '../protocol/transfer-target.ts';
import type { Execution } from '../protocol/verdict.ts';
import { ALREADY_CONNECTING } from './already-connecting.ts';
import {
  type Destination,
  destinationOf,
  type DialingDecision,
  directDestination,
  entryDestination,
  fixedDestination,
  switchDestination,
} from './dialing.ts';
import {
  carriesNoTransfer,
  nameOf,
  resolveTransferTarget,
  TransferTargetError,
} from './transfer-target.ts';

/** The caller's own leg: a SIP one can be referred by its trunk, any other cannot. */
export type Leg =
  | { readonly sip: true; readonly trunk: string | null; readonly refuses?: boolean }
  | { readonly sip: false };

/** Attempts of one call, so that nobody rings a telephone again and again at our cost. */
const TRANSFER_CEILING = 8;

/** Where a caller is to be put through to. The model picked a name; the number is ours. */
export interface TransferOrder {
  /** What the model called it: an id, a label, or what the caller said. */
  readonly target: string;
  /** How a sentence speaks of it. */
  readonly label: string;
  readonly method: TransferMethod;
  readonly destination: Destination;
  readonly reason: string;
  readonly execution: Execution;
  /** Said instead of the house's own sentence. */
  readonly announce?: string;
  /** Headers of our own that the next leg carries, besides the caller's in a REFER. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The entry of the directory that it leads to. */
  readonly entry_id?: string;
  /** Who is asked next where this one does not take the call, in order. */
  readonly others?: readonly TransferOrder[];
}

/** Why a transfer did not even begin. */
export type TransferRefusal =
  'already_connecting' | 'no_target' | 'not_dialled' | 'not_supported' | 'no_trunk' | 'too_many';

export type TransferDecision =
  | { readonly accepted: TransferOrder }
  | {
      readonly refused: TransferRefusal;
      readonly because: string;
      /** The entry of the directory that was asked for by name. */
      readonly entry_id?: string;
    };

export interface TransferSituation {
  readonly bundle: SessionBundle;
  readonly leg: Leg;
  readonly connecting: boolean;
  readonly transfers_so_far: number;
}

export interface TransferWish {
  readonly target?: string | undefined;
  readonly direct?: string | undefined;
  readonly reason: string;
}

/** Decides whether a caller may be put through, and where to (X1, X3, X8, D3). Pure. */
export function decideTransfer(situation: TransferSituation, wish: TransferWish): TransferDecision {
  const { bundle } = situation;
  if (wish.direct !== undefined) {
    const said = wish.direct.trim();
    const found = directDestination(said, bundle.transfer.dialing, bySwitch(bundle));
    return decide(situation, { target: said, label: said, reason: wish.reason }, found);
  }
  const { channel, transfer } = bundle;
  const target = resolveTransferTarget({ ...transfer, channel }, wish.target);
  if (target instanceof TransferTargetError)
    // Beside the desk nobody can be reached there, by whatever name.
    return carriesNoTransfer(channel) ? unsupported() : refuse('no_target', target.message);
  if (target.method === 'agent_desk') return decideDesk(situation, target, wish.reason);
  return decideListed(situation, target, wish.reason);
}

/** The desk needs no trunk: its people come into the room (X8). */
function decideDesk(
  { bundle, connecting, transfers_so_far }: TransferSituation,
  target: TransferTarget,
  reason: string,
): TransferDecision {
  if (bundle.channel === 'console') return unsupported();
  if (connecting) return ALREADY_CONNECTING;
  if (transfers_so_far >= TRANSFER_CEILING) return tooMany();
  const named = { target: nameOf(target), label: target.label, reason };
  const destination = { uri: target.value, number: null };
  return { accepted: { ...named, method: 'agent_desk', destination, execution: 'desk' } };
}

/** One target of the list, and those that are asked after it; who cannot be dialled is left out. */
function decideListed(
  situation: TransferSituation,
  target: TransferTarget,
  reason: string,
): TransferDecision {
  const { channel, transfer } = situation.bundle;
  const { dialing } = transfer;
  const decideOne = (one: TransferTarget) => {
    const named = { target: nameOf(one), label: one.label, reason };
    const found =
      one.method === 'websocket_reverse_transfer'
        ? switchDestination(one.value, dialing)
        : destinationOf(one, dialing);
    return decide(situation, named, found, one.method);
  };
  const first = decideOne(target);
  if ('refused' in first || !target.then) return first;
  const others = target.then.flatMap((name) => {
    const found = resolveTransferTarget({ ...transfer, channel }, name);
    if (found instanceof TransferTargetError || found.method !== 'warm') return [];
    const decision = decideOne(found);
    return 'accepted' in decision ? [decision.accepted] : [];
  });
  return { accepted: { ...first.accepted, others } };
}

/** The same for a TEL function (D8): its number is fixed, so nothing is resolved. */
export function decideTel(situation: TransferSituation, tool: TelTool): TransferDecision {
  const { name: target, number } = tool;
  return decideNumber(situation, number, { target, label: spoken(target), reason: '' });
}

/** The same for a number of a rule or of the last resort (R3, R8). */
export function decideNumber(
  situation: TransferSituation,
  number: string,
  named: Named,
): TransferDecision {
  const { dialing } = situation.bundle.transfer;
  const leadsTo = bySwitch(situation.bundle) ? switchDestination : fixedDestination;
  return decide(situation, named, leadsTo(number, dialing));
}

/** The same for somebody of the directory (D1): configured, so `allow_direct` is not asked. */
export function decidePerson(
  situation: TransferSituation,
  {
    id: entry_id,
    username,
    transfer_mode,
  }: Pick<DirectoryEntry, 'id' | 'username' | 'transfer_mode'>,
  named: Named,
): TransferDecision {
  const { dialing } = situation.bundle.transfer;
  const method = transfer_mode === 'Warm' ? 'warm' : 'livekit_sip_refer';
  const warm = method === 'warm';
  const leadsTo = !warm && bySwitch(situation.bundle) ? switchDestination : entryDestination;
  const found = leadsTo(username, dialing);
  const decision = decide(situation, { ...named, entry_id }, found, method);
  return 'refused' in decision ? { ...decision, entry_id } : decision;
}

type Named = Pick<
  TransferOrder,
  'target' | 'label' | 'reason' | 'announce' | 'headers' | 'entry_id'
>;

function decide(
  { bundle, leg, connecting, transfers_so_far }: TransferSituation,
  named: Named,
  found: DialingDecision,
  asked: TransferMethod = 'livekit_sip_refer',
): TransferDecision {
  if (carriesNoTransfer(bundle.channel)) return unsupported();
  if (connecting) return ALREADY_CONNECTING;
  const method = asked !== 'warm' && bySwitch(bundle) ? 'websocket_reverse_transfer' : asked;
  if ('refused' in found) return refuse('not_dialled', found.refused);
  if (transfers_so_far >= TRANSFER_CEILING) return tooMany();
  const execution = executionFor(bundle, leg, method);
  const dials = execution === 'dial_in' || execution === 'consult';
  if (dials && !bundle.transfer.dialing.outbound_trunk) {
    return refuse('no_trunk', 'Nobody can be called from here, because no trunk is set up.');
  }
  if (dials && found.number === null) {
    return refuse(
      'not_dialled',
      'They cannot be called from here, because the trunk leads elsewhere.',
    );
  }
  return { accepted: { ...named, method, destination: found, execution } };
}

/** A caller without a SIP leg, or on a trunk known to refuse a REFER, gets the person dialled in. */
function executionFor(bundle: SessionBundle, leg: Leg, method: TransferMethod): Execution {
  if (method === 'warm') return 'consult';
  if (method === 'websocket_reverse_transfer') return 'stream';
  if (!leg.sip) return 'dial_in';
  const known = leg.trunk !== null && leg.trunk in bundle.transfer.refer_refused;
  const refuses = leg.refuses === true || known;
  return refuses && bundle.transfer.dialing.outbound_trunk ? 'dial_in' : 'refer';
}

/** X6: the switch that streams the call to us takes it back; nobody is dialled for it. */
function bySwitch({ channel }: SessionBundle): boolean {
  return channel === 'websocket';
}

/** X4, X5: only the REFER of a call that came in carries the caller's headers on; our own always go. */
export function headersFor(
  { channel, sip_context }: SessionBundle,
  { headers = {} }: Pick<TransferOrder, 'headers'>,
  execution: Execution,
): Readonly<Record<string, string>> {
  const carriesOn = execution === 'refer' && channel === 'sip_inbound';
  return { ...(carriesOn && sip_context.transfer_headers), ...headers };
}

const spoken = (name: string) => name.replace(/^(call|transfer_to|dial)_/, '').replaceAll('_', ' ');

/** X7: the transport has no way to pass a call on, whatever is configured. */
function unsupported(): TransferDecision {
  return refuse('not_supported', 'This connection cannot put callers through.');
}

function tooMany(): TransferDecision {
  return refuse('too_many', 'There were too many attempts in this call. Take a message instead.');
}

function refuse(refused: TransferRefusal, because: string): TransferDecision {
  return { refused, because };
}
