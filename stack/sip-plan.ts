import { isDeepStrictEqual } from 'node:util';
import { SIPDispatchRuleInfo, SIPInboundTrunkInfo, SIPOutboundTrunkInfo } from 'livekit-server-sdk';
import type { Noun, SipKind } from './sip-shapes.ts';
import { StepFailure } from './step-failure.ts';

type Json = Parameters<typeof SIPInboundTrunkInfo.fromJson>[0];

const KINDS = {
  inbound: { title: 'inbound trunk', id: 'sip_trunk_id', message: SIPInboundTrunkInfo },
  outbound: { title: 'outbound trunk', id: 'sip_trunk_id', message: SIPOutboundTrunkInfo },
  rule: { title: 'dispatch rule', id: 'sip_dispatch_rule_id', message: SIPDispatchRuleInfo },
} as const;
/** What the server writes by itself. `media_encryption` is the old name of `media.encryption`. */
const OF_THE_SERVER = ['created_at', 'updated_at', 'media_encryption'];

/** One that is on the server. */
export interface Found {
  readonly id: string;
  readonly noun: Noun;
}

export type Plan =
  | { readonly step: 'create' }
  | { readonly step: 'keep'; readonly id: string }
  | { readonly step: 'update'; readonly id: string; readonly fields: readonly string[] };

export function titleOf(kind: SipKind, { name }: Noun): string {
  return `${KINDS[kind].title} ${name}`;
}

/** Reads one item of the server's list; what is at its default is left out. */
export function foundOf(kind: SipKind, item: unknown): Found {
  const fields = fieldsOf(kind, item);
  const id = String(fields[KINDS[kind].id]);
  return {
    id,
    noun: { ...fields, name: typeof fields['name'] === 'string' ? fields['name'] : '' },
  };
}

/** What has to happen so that the server holds `wanted`: the whole of it, found by its name. */
export function planFor(kind: SipKind, wanted: Noun, there: readonly Found[]): Plan {
  const same = there.filter(({ noun }) => noun.name === wanted.name);
  const [found] = same;
  if (!found) return { step: 'create' };
  if (same.length > 1) throw ambiguous(kind, wanted, same);
  const [now, then] = [settings(kind, found.noun), settings(kind, wanted)];
  const fields = [...new Set([...Object.keys(now), ...Object.keys(then)])]
    .filter((field) => !isDeepStrictEqual(now[field], then[field]))
    .sort();
  return fields.length === 0
    ? { step: 'keep', id: found.id }
    : { step: 'update', id: found.id, fields };
}

/** The rule with ids in the place of the names of its trunks; `ST_…` stays as it is. */
export function bindRule(rule: Noun, trunks: readonly Found[]): Noun {
  const named = rule['trunk_ids'] as readonly string[];
  const bound = named.map((name) => {
    const [trunk, other] = trunks.filter(({ noun }) => noun.name === name);
    if (trunk && !other) return trunk.id;
    if (name.startsWith('ST_')) return name;
    throw new StepFailure(
      `${titleOf('rule', rule)}: trunk_ids: there is no inbound trunk "${name}".`,
      'expected the `name` of config/sip/inbound-trunk.json, or an id such as ST_abc',
    );
  });
  return { ...rule, trunk_ids: bound };
}

/** Rules that take what matches no trunk: no authentication, no X-headers. */
export function unboundRules(rules: readonly Found[]): Found[] {
  return rules.filter(({ noun }) => !('trunk_ids' in noun));
}

function fieldsOf(kind: SipKind, value: unknown): Record<string, unknown> {
  const message = KINDS[kind].message.fromJson(value as Json, { ignoreUnknownFields: true });
  return message.toJson({ useProtoFieldName: true }) as Record<string, unknown>;
}

function settings(kind: SipKind, noun: Noun): Record<string, unknown> {
  const owned = [...OF_THE_SERVER, KINDS[kind].id];
  const kept = Object.entries(fieldsOf(kind, noun)).filter(
    ([field, value]) => !owned.includes(field) && !isDeepStrictEqual(value, {}),
  );
  return Object.fromEntries(kept);
}

function ambiguous(kind: SipKind, wanted: Noun, same: readonly Found[]): StepFailure {
  const ids = same.map(({ id }) => id).join(', ');
  const noun = kind === 'rule' ? 'dispatch' : kind;
  return new StepFailure(
    `There is more than one ${titleOf(kind, wanted)}: ${ids}.`,
    `delete all but one: lk sip ${noun} delete <id>`,
  );
}
