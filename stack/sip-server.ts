import { AccessToken } from 'livekit-server-sdk';
import { z } from 'zod';
import type { LivekitAccess } from './livekit-access.ts';
import { foundOf, type Found } from './sip-plan.ts';
import type { Noun, SipKind } from './sip-shapes.ts';
import { StepFailure } from './step-failure.ts';

const ANSWER_LIMIT_MS = 15_000;
const NOUNS = {
  inbound: { method: 'SIPInboundTrunk', wrapper: 'trunk', id: 'sip_trunk_id' },
  outbound: { method: 'SIPOutboundTrunk', wrapper: 'trunk', id: 'sip_trunk_id' },
  rule: { method: 'SIPDispatchRule', wrapper: 'dispatch_rule', id: 'sip_dispatch_rule_id' },
} as const;
const List = z.looseObject({ items: z.array(z.unknown()).default([]) });
const Refusal = z.looseObject({ code: z.string(), msg: z.string() });

/** The SIP API of a LiveKit server. The SDK's own client leaves fields of a trunk out. */
export class SipServer {
  readonly #access: LivekitAccess;

  constructor(access: LivekitAccess) {
    this.#access = access;
  }

  async list(kind: SipKind): Promise<Found[]> {
    const answer = List.parse(await this.#ask(`List${NOUNS[kind].method}`, {}));
    return answer.items.map((item) => foundOf(kind, item));
  }

  async create(kind: SipKind, noun: Noun): Promise<Found> {
    const { method, wrapper } = NOUNS[kind];
    return foundOf(kind, await this.#ask(`Create${method}`, { [wrapper]: noun }));
  }

  /** Replaces the whole of it. */
  async update(kind: SipKind, id: string, noun: Noun): Promise<Found> {
    const { method, id: field } = NOUNS[kind];
    return foundOf(kind, await this.#ask(`Update${method}`, { [field]: id, replace: noun }));
  }

  async #ask(method: string, body: unknown): Promise<unknown> {
    const { url, key, secret } = this.#access;
    const token = new AccessToken(key, secret, { ttl: '1m' });
    token.addSIPGrant({ admin: true });
    const request = {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${await token.toJwt()}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    };
    const address = new URL(`/twirp/livekit.SIP/${method}`, url.replace(/^ws/, 'http'));
    const response = await fetch(address, request).catch((cause: unknown) => {
      throw new StepFailure(
        `No LiveKit server answers at ${url}.`,
        'start one (npm start), or name yours with LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET',
        { cause },
      );
    });
    const text = await response.text();
    if (!response.ok) throw refusalOf(response.status, text, url);
    return JSON.parse(text);
  }
}

/** What the server's refusal means here, and what to do about it. */
export function refusalOf(status: number, text: string, url: string): StepFailure {
  const said = saidBy(text);
  if (said.includes('redis required')) {
    return new StepFailure(
      `The LiveKit server at ${url} keeps no SIP trunks: it runs without Redis (${said}).`,
      'start redis-server, add `redis: { address: 127.0.0.1:6379 }` to its configuration (livekit.yaml ' +
        'for the server of npm start), and start it again',
    );
  }
  if (status === 401 || status === 403) {
    return new StepFailure(
      `The LiveKit server at ${url} refuses our key (${said}).`,
      'correct LIVEKIT_API_KEY and LIVEKIT_API_SECRET; a server of npm start has its secret in BATON_DATA_DIR',
    );
  }
  return new StepFailure(
    `The LiveKit server at ${url} refuses it: ${said}`,
    'correct what it names in config/sip/, or on the server (lk sip inbound|outbound|dispatch list)',
  );
}

function saidBy(text: string): string {
  try {
    return Refusal.parse(JSON.parse(text)).msg;
  } catch {
    return text.trim().slice(0, 200);
  }
}
