import type { SipKind, Noun } from '../../stack/sip-shapes.ts';
import type { Credentials } from './phone/digest.ts';
import type { InboundCall } from './inbound-call.ts';
import { NotOnBridgeError } from './not-on-bridge.ts';

/** What it takes of the server's SIP API; `SipServer` has it. */
export interface SipApi {
  readonly create: (kind: SipKind, noun: Noun) => Promise<{ readonly id: string }>;
  readonly update: (kind: SipKind, id: string, noun: Noun) => Promise<unknown>;
}

const DEFAULT_TRUNK = 'line';
/** A trunk that no call is for keeps a number of its own that nobody calls. */
const PARKED = '+99900000';

export function trunkNoun(name: string, number: string, who: Credentials): Noun {
  return {
    name,
    numbers: [number],
    auth_username: who.username,
    auth_password: who.password,
    include_headers: 'SIP_X_HEADERS',
  };
}

export function ruleNoun(call: InboundCall, trunk: string): Noun {
  const { room, agent_name = 'baton', metadata = '' } = call;
  return {
    name: 'line',
    trunk_ids: [trunk],
    rule: room
      ? { dispatch_rule_direct: { room_name: room } }
      : { dispatch_rule_individual: { room_prefix: 'call-' } },
    room_config: { agents: [{ agent_name, ...(metadata !== '' && { metadata }) }] },
  };
}

/**
 * Trunks and the one dispatch rule of the line, made to fit the next call: a test names for each call
 * what on a server is set up once for all.
 */
export class BridgeRules {
  readonly #api: SipApi;
  readonly #who: Credentials;
  readonly #trunks = new Map<string, { readonly id: string; number: string }>();
  #rule: string | undefined;

  constructor(api: SipApi, who: Credentials) {
    [this.#api, this.#who] = [api, who];
  }

  /** From now on this call, if it is placed, reaches its room and its agent. */
  async fit(call: InboundCall): Promise<void> {
    refuseUnplayable(call);
    const name = call.trunk_id ?? DEFAULT_TRUNK;
    await this.#park(name, call.to);
    const rule = ruleNoun(call, await this.#trunk(name, call.to));
    if (this.#rule === undefined) this.#rule = (await this.#api.create('rule', rule)).id;
    else await this.#api.update('rule', this.#rule, rule);
  }

  async #trunk(name: string, number: string): Promise<string> {
    const there = this.#trunks.get(name);
    const noun = trunkNoun(name, number, this.#who);
    if (!there) {
      const { id } = await this.#api.create('inbound', noun);
      this.#trunks.set(name, { id, number });
      return id;
    }
    if (there.number !== number) await this.#api.update('inbound', there.id, noun);
    there.number = number;
    return there.id;
  }

  /** Two trunks with one number are refused by the server. */
  async #park(name: string, number: string): Promise<void> {
    for (const [index, [other, trunk]] of [...this.#trunks].entries()) {
      if (other === name || trunk.number !== number) continue;
      trunk.number = `${PARKED}${index}`;
      await this.#api.update('inbound', trunk.id, trunkNoun(other, trunk.number, this.#who));
    }
  }
}

function refuseUnplayable(call: InboundCall): void {
  const late = Object.keys(call.lateHeaders ?? {}).length > 0;
  if (late) throw new NotOnBridgeError('it decides itself which headers come late');
  if (call.rule_id !== undefined) throw new NotOnBridgeError('the server gives a rule its id');
  if (call.sip_call_id !== undefined) throw new NotOnBridgeError('it gives a call its id itself');
}
