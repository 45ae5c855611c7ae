import { join, resolve } from 'node:path';
import { EnvError, inherited, ownLivekitUrl, readEnv, type Env } from '../config/env.ts';
import type { LivekitAccess } from './livekit-access.ts';
import { LIVEKIT_KEY, livekitSecret } from './livekit-secret.ts';
import { readSipFiles } from './sip-files.ts';
import { bindRule, planFor, titleOf, unboundRules, type Found, type Plan } from './sip-plan.ts';
import { SipServer } from './sip-server.ts';
import type { Noun, SipKind } from './sip-shapes.ts';
import { StepFailure } from './step-failure.ts';

const CHECK = '--check';

export interface SipApply {
  readonly access: LivekitAccess;
  readonly folder: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Says what would happen, and changes nothing. */
  readonly check: boolean;
  readonly say: (line: string) => void;
}

/** `npm run sip:apply`: the server gets the trunks and the rule of config/sip/. Returns the exit code. */
export async function sipApply(root: string, words: readonly string[]): Promise<number> {
  try {
    const unknown = words.find((word) => word !== CHECK);
    if (unknown) throw new StepFailure(`Unknown word: ${unknown}.`, `expected ${CHECK} or nothing`);
    await applySipFiles({
      access: accessOf(root, readEnv()),
      folder: join('config', 'sip'),
      variables: inherited(),
      check: words.includes(CHECK),
      say: (line) => {
        console.log(line);
      },
    });
    return 0;
  } catch (fault) {
    if (fault instanceof StepFailure) console.error(`${fault.message}\nNext: ${fault.next}`);
    else if (fault instanceof EnvError) console.error(`${fault.message}\nNext: correct them.`);
    else console.error('The SIP files could not be applied:', fault);
    return 1;
  }
}

/** Brings the server to what the files say; found again by name. Throws StepFailure. */
export async function applySipFiles(apply: SipApply): Promise<void> {
  const files = readSipFiles(apply.folder, apply.variables);
  const server = new SipServer(apply.access);
  const inbound = await applyOne('inbound', files.inbound, server, apply);
  if (files.outbound) await applyOne('outbound', files.outbound, server, apply);
  else apply.say('outbound trunk: no file, left alone');
  const trunks = [inbound, ...(await server.list('inbound')).filter(({ id }) => id !== inbound.id)];
  await applyOne('rule', bindRule(files.rule, trunks), server, apply);
  for (const { id, noun } of unboundRules(await server.list('rule'))) {
    apply.say(
      `Careful: dispatch rule ${noun.name || id} (${id}) is bound to no trunk, so it also takes calls ` +
        `that match none, without authentication. Next: give it its trunk, or delete it.`,
    );
  }
}

async function applyOne(
  kind: SipKind,
  wanted: Noun,
  server: SipServer,
  { check, say }: SipApply,
): Promise<Found> {
  const plan = planFor(kind, wanted, await server.list(kind));
  const found = check ? asPlanned(plan, wanted) : await carryOut(kind, plan, wanted, server);
  say(`${titleOf(kind, wanted)}: ${outcome(plan, found.id, check)}`);
  return found;
}

async function carryOut(kind: SipKind, plan: Plan, wanted: Noun, server: SipServer) {
  if (plan.step === 'create') return server.create(kind, wanted);
  if (plan.step === 'update') return server.update(kind, plan.id, wanted);
  return asPlanned(plan, wanted);
}

function asPlanned(plan: Plan, noun: Noun): Found {
  return { id: plan.step === 'create' ? '(its new id)' : plan.id, noun };
}

/** Names of fields only: a value may be a password. */
function outcome(plan: Plan, id: string, check: boolean): string {
  const will = check ? 'would be ' : '';
  if (plan.step === 'create') return check ? `${will}created` : `created, ${id}`;
  if (plan.step === 'update') return `${will}updated (${plan.fields.join(', ')}), ${id}`;
  return `unchanged, ${id}`;
}

function accessOf(root: string, env: Env): LivekitAccess {
  const { LIVEKIT_URL: url, LIVEKIT_API_KEY: key = '', LIVEKIT_API_SECRET: secret = '' } = env;
  if (url) return { url, key, secret };
  return {
    url: ownLivekitUrl(env),
    key: LIVEKIT_KEY,
    secret: livekitSecret(resolve(root, env.BATON_DATA_DIR)),
  };
}
