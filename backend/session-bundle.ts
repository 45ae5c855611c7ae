import type { z } from 'zod';
import { sipContext } from '../call/sip-context.ts';
import type { PreviousCall, SessionBundle, TargetCard } from '../protocol/bundle.ts';
import type { Character } from '../protocol/character.ts';
import type { AppDeps } from './app-deps.ts';
import { charactersAt, type CharacterVersion } from './store/character-versions.ts';
import { deriveCalls, deriveOne } from './store/events.ts';
import { earlierSessions, type SessionRow } from './store/sessions.ts';
import type { Db } from './store/store.ts';
import { referRefused } from './store/trunks.ts';

const PREVIOUS_CALLS = 5;

/** A character in force for a session, and those it may hand off to. */
export interface Cast {
  lead: CharacterVersion;
  targets: CharacterVersion[];
}

/** The characters that a bundle shows, at the session's pin. */
export async function castOf(db: Db, lead: CharacterVersion, pin: number): Promise<Cast> {
  const slugs = lead.character.handoff_targets.map((target) => target.slug);
  const found = await charactersAt(db, slugs, pin);
  return { lead, targets: found.filter((one) => mayBeReached(one.character, lead.character)) };
}

function mayBeReached(target: Character, from: Character): boolean {
  return target.enabled && target.workspace === from.workspace;
}

/** Covers the versions that a bundle shows and no state of the call. */
export function castTag({ lead, targets }: Cast): string {
  return `W/"${[lead, ...targets].map((one) => one.version).join('-')}"`;
}

/** The bundle of an opened call with one of its characters. It never reaches a browser. */
export async function sessionBundle(
  db: Db,
  session: SessionRow,
  { lead, targets }: Cast,
  { dialing, now }: Pick<AppDeps, 'dialing' | 'now'>,
): Promise<SessionBundle> {
  const derived = await deriveOne(db, session);
  const { transfer_targets, transfer_numbers, agent_desk_enabled } = lead.character;
  return {
    session_id: session.session_id,
    epoch: session.epoch,
    workspace: session.workspace,
    channel: session.channel,
    character: lead.character,
    targets: Object.fromEntries(targets.map((one) => [one.character.slug, card(one.character)])),
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
    transfer: {
      targets: transfer_targets,
      transfer_numbers,
      agent_desk_enabled,
      dialing,
      refer_refused: await referRefused(db, now()),
    },
    sip_context: sipContext(session.headers, dialing.headers),
  };
}

function card({ name, description, variables }: Character): TargetCard {
  return { name, description, variables };
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
