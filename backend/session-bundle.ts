import type { z } from 'zod';
import { sipContext } from '../call/sip-context.ts';
import { transfersBefore } from '../call/transfer-count.ts';
import type { PreviousCall, SessionBundle, TargetCard } from '../protocol/bundle.ts';
import type { Character } from '../protocol/character.ts';
import type { AppDeps } from './app-deps.ts';
import { callbackNote } from './callback-note.ts';
import type { PinnedCast } from './casts.ts';
import type { CallNow } from './store/calls-now.ts';
import { deriveCalls } from './store/events.ts';
import { earlierSessions, type SessionRow } from './store/sessions.ts';
import type { Db } from './store/store.ts';

const PREVIOUS_CALLS = 5;

/** Covers what a bundle shows and no state of the call. */
export function bundleTag({ tag }: PinnedCast, { has_entries }: CallNow): string {
  return `W/"${tag}-${Number(has_entries)}"`;
}

/** The bundle of an opened call with one of its characters. It never reaches a browser. */
export async function sessionBundle(
  db: Db,
  { session, derived, has_entries, refer_refused }: CallNow,
  { lead, targets, global_targets, first }: PinnedCast,
  { dialing, l3Number }: Pick<AppDeps, 'dialing' | 'l3Number'>,
): Promise<SessionBundle> {
  const routing = first?.character.routing_config;
  const { transfer_targets, transfer_numbers, agent_desk_enabled } = lead.character;
  return {
    session_id: session.session_id,
    epoch: session.epoch,
    workspace: session.workspace,
    channel: session.channel,
    character: lead.character,
    targets: Object.fromEntries(targets.map((one) => [one.character.slug, card(one.character)])),
    global_targets: [...global_targets],
    call: {
      caller_id: session.caller_id,
      did: session.did,
      room: session.room,
      started_at: (session.started_at ?? session.created_at).toISOString(),
      path: derived.path,
    },
    user: {
      verified: session.verified,
      visitor: session.visitor,
      previous_calls: await previousCalls(db, session),
    },
    variables: derived.variables,
    routing: routing
      ? {
          max_transfers: routing.max_transfers_per_call,
          transfers_before: transfersBefore(session.headers) ?? 0,
        }
      : null,
    l3_number: routing?.l3_number ?? l3Number ?? null,
    callback: await callbackNote(db, session),
    taken_over: null,
    transfer: {
      targets: transfer_targets,
      transfer_numbers,
      agent_desk_enabled,
      dialing,
      refer_refused,
    },
    directory: { has_entries },
    sip_context: sipContext(session.headers, dialing.headers),
  };
}

function card({ name, description, variables, routing_config }: Character): TargetCard {
  return { name, description, variables, hours: routing_config?.business_hours ?? null };
}

async function previousCalls(db: Db, session: SessionRow): Promise<z.infer<typeof PreviousCall>[]> {
  const earlier = await earlierSessions(db, session, PREVIOUS_CALLS);
  const derived = await deriveCalls(db, earlier);
  return earlier.map((one) => ({
    session_id: one.session_id,
    started_at: (one.started_at ?? one.created_at).toISOString(),
    path: derived.get(one.session_id)?.path ?? [],
  }));
}
