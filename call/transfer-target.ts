import type { Channel } from '../protocol/names.ts';
import type {
  TransferMethod,
  TransferNumbers,
  TransferTarget,
} from '../protocol/transfer-target.ts';
import { CallError } from './call-error.ts';

/**
 * Methods a channel can carry out (X1). On `web` there is no SIP leg to refer: the person is dialled
 * into the room instead. On `console` there is no room either.
 */
const METHODS_OF: Record<Channel, readonly TransferMethod[]> = {
  sip_inbound: ['livekit_sip_refer', 'warm'],
  sip_outbound: ['livekit_sip_refer', 'warm'],
  sip_attach: ['livekit_sip_refer', 'warm'],
  web: ['livekit_sip_refer', 'warm'],
  console: [],
  websocket: ['websocket_reverse_transfer', 'warm'],
  exotel: [],
};

/** Whether nobody can be put through on that channel, by whatever method, a desk aside (X7). */
export function carriesNoTransfer(channel: Channel): boolean {
  return METHODS_OF[channel].length === 0;
}

/** No target fits what was asked for: what that was, and what there is. */
export class TransferTargetError extends CallError {
  override readonly name = 'TransferTargetError';

  constructor(requested: string | undefined, offered: readonly string[], channel: Channel) {
    const there = offered.length > 0 ? `there are: ${offered.join(', ')}` : 'there are none';
    const asked = requested === undefined ? 'No target' : `No target "${requested}"`;
    super(`${asked} can be reached on this call; ${there}.`, { requested, offered, channel });
  }
}

export interface TargetChoice {
  readonly targets: readonly TransferTarget[];
  readonly transfer_numbers: TransferNumbers;
  readonly agent_desk_enabled: boolean;
  readonly channel: Channel;
}

/** The targets that may be asked for on this call: enabled, compatible, the desk where it is on. */
export function offeredTargets(choice: TargetChoice): readonly TransferTarget[] {
  const listed = [...compatible(choice), ...desks(choice)];
  return listed.length > 0 ? listed : legacyTargets(choice);
}

/**
 * The targets that a caller asks for by name. Where a channel can put nobody through (X7) they are
 * named all the same: asked for, they are refused, and the caller is told.
 */
export function namedTargets(choice: TargetChoice): readonly TransferTarget[] {
  if (!carriesNoTransfer(choice.channel)) return offeredTargets(choice);
  const others = choice.targets.filter((one) => one.enabled && one.method !== 'agent_desk');
  const legacy = legacyTargets({ ...choice, channel: 'websocket' });
  const named = [...desks(choice), ...others, ...legacy];
  return named.filter((one, at) => named.findIndex((other) => sameName(one, other)) === at);
}

/**
 * The target of a transfer (X3), as `resolve_transfer_target` of the document: what was asked for
 * by id or label matches or is an error, never the default; nothing asked for is the desk where it
 * is enabled (X8), else the default, else the first, else the first legacy number. The error is a
 * value: it is told to the model.
 */
export function resolveTransferTarget(
  choice: TargetChoice,
  requested?: string,
): TransferTarget | TransferTargetError {
  const listed = compatible(choice);
  const [desk] = desks(choice);
  const found =
    requested === undefined
      ? (desk ?? listed.find((target) => target.is_default) ?? listed[0])
      : [...listed, ...desks(choice)].find((target) => isCalled(target, requested));
  if (found) return found;
  const legacy = legacyTargets(choice);
  const fallback =
    requested === undefined
      ? listed.length === 0
        ? legacy[0]
        : undefined
      : legacy.find((target) => isCalled(target, requested));
  return fallback ?? new TransferTargetError(requested, names(choice), choice.channel);
}

/** What the model calls a target: its id, else its label. */
export function nameOf(target: TransferTarget): string {
  return target.id ?? target.label;
}

function names(choice: TargetChoice): string[] {
  return [...compatible(choice), ...desks(choice), ...legacyTargets(choice)].map(nameOf);
}

function compatible({ targets, channel }: TargetChoice): TransferTarget[] {
  return targets.filter((one) => one.enabled && METHODS_OF[channel].includes(one.method));
}

function desks({ targets, agent_desk_enabled }: TargetChoice): TransferTarget[] {
  if (!agent_desk_enabled) return [];
  return targets.filter((one) => one.enabled && one.method === 'agent_desk');
}

function isCalled(target: TransferTarget, requested: string): boolean {
  return [target.id, target.label].some((name) => name && plain(name) === plain(requested));
}

function sameName(one: TransferTarget, other: TransferTarget): boolean {
  return nameOf(one) === nameOf(other);
}

/** As said or as written: case, spacing and hyphens aside. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
}

/** The legacy map, typed by what its values begin with. */
function legacyTargets({ transfer_numbers, channel }: TargetChoice): TransferTarget[] {
  const [method] = METHODS_OF[channel];
  if (!method) return [];
  return Object.entries(transfer_numbers).map(([label, value]) => ({
    label,
    method,
    ...(method === 'websocket_reverse_transfer'
      ? { type: 'extension' as const, value }
      : legacyType(value)),
    is_default: false,
    enabled: true,
  }));
}

function legacyType(value: string): Pick<TransferTarget, 'type' | 'value'> {
  if (/^sips?:/i.test(value)) return { type: 'sip_uri', value };
  if (/^tel:/i.test(value)) return { type: 'tel_uri', value };
  return { type: 'phone_number', value };
}
