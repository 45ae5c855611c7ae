/*
 * A telephone line for tests: LiveKit's SIP bridge where it is on PATH (bridge-line.ts), else a
 * stand-in for it, for no package registry carries it. The server is the real one: what it asks of a bridge over Redis arrives here, and each
 * call is a participant as the bridge's are.
 */
import type { LivekitAccess } from '../../stack/livekit-access.ts';
import { findProgram } from '../../stack/program.ts';
import { startBridgeLine } from './bridge-line.ts';
import { perform, silentPerson } from './called-person.ts';
import { Dials, outboundLeg, type OnDial, type SeenDial } from './dials.ts';
import { inboundLeg, ringInbound, type InboundCall } from './inbound-call.ts';
import type { Leg, PhoneLeg } from './leg.ts';
import { readyLineNode } from './line-node-build.ts';
import { startLineNode, type LineNode } from './line-node.ts';
import type { DialRequest, TransferRequest } from './node-messages.ts';
import { Transfers, type OnTransfer, type SeenTransfer } from './transfers.ts';

const START_LIMIT_MS = 15 * 60_000;

export interface LineStart {
  readonly access: LivekitAccess;
  /** Address of the Redis that the LiveKit server has: `startTestStack({ sip: true })`. */
  readonly redis: string;
}

export interface Line {
  /** Whether calls go through LiveKit's own bridge. It cannot play all that the stand-in can. */
  readonly real: boolean;
  /** The address for an outbound trunk whose calls come to this line. */
  readonly carrier: string;
  /** Somebody calls; resolves when it rings. */
  readonly call: (call: InboundCall) => Promise<Leg>;
  /** What the peer of a call does with a REFER; without it every transfer is taken. */
  onTransfer: OnTransfer;
  readonly transfers: readonly SeenTransfer[];
  /** The `n`-th transfer, counted from 1. */
  readonly untilTransfer: (n: number, limit_ms?: number) => Promise<SeenTransfer>;
  /** Who picks up when the server calls somebody; without it somebody who says nothing. */
  onDial: OnDial;
  readonly dials: readonly SeenDial[];
  /** The `n`-th call that the server asked for, counted from 1. */
  readonly untilDial: (n: number, limit_ms?: number) => Promise<SeenDial>;
  /** Ends all calls. Rejects with what went wrong in the test's own answers. */
  readonly close: () => Promise<void>;
}

export async function startLine(start: LineStart): Promise<Line> {
  if (start.redis === '') throw new Error('The line needs the Redis of a stack with `sip: true`');
  const bridge = findProgram('livekit-sip');
  process.stdout.write(`line: ${bridge ?? 'the stand-in; livekit-sip is not on PATH'}\n`);
  return bridge ? startBridgeLine(start, bridge) : startStandIn(start);
}

async function startStandIn({ access, redis }: LineStart): Promise<Line> {
  const signal = AbortSignal.timeout(START_LIMIT_MS);
  const program = await readyLineNode({ signal, say: () => undefined });
  const legs = new Map<string, PhoneLeg>();
  const [transfers, dials] = [new Transfers(), new Dials()];
  const faults: unknown[] = [];
  const keepFault = (fault: unknown): void => void faults.push(fault);

  const refer = async (id: number, request: TransferRequest): Promise<void> => {
    const leg = legs.get(request.sip_call_id);
    const said = await transfers.answer(request, leg, line.onTransfer);
    if (said) node.answer(id, said);
  };
  const dial = async (id: number, request: DialRequest): Promise<void> => {
    const leg = outboundLeg(access, request);
    await admit(leg);
    await leg.join();
    const joined = { participant_id: leg.participantId() };
    if (!request.wait_until_answered) node.answer(id, joined);
    const outcome = await dials.ring(request, leg, line.onDial);
    const answered = typeof outcome === 'function';
    if (request.wait_until_answered) node.answer(id, answered ? joined : outcome);
    if (answered) await perform(outcome, leg);
  };
  const node: LineNode = await startLineNode(program, redis, (request) => {
    const { id } = request;
    const done = request.kind === 'dial' ? dial(id, request.dial) : refer(id, request.transfer);
    done.catch(keepFault);
  });
  const admit = async (leg: PhoneLeg): Promise<void> => {
    legs.set(leg.sip_call_id, leg);
    await node.register(leg.sip_call_id);
    void leg.left.then(() => node.deregister(leg.sip_call_id)).catch(() => undefined);
  };
  const line: Line = {
    real: false,
    carrier: 'pbx.example.com',
    onTransfer: () => ({ ok: true }),
    transfers: transfers.seen.all,
    untilTransfer: (n, limit_ms) => transfers.seen.until(n, limit_ms),
    onDial: () => ({ answered: silentPerson }),
    dials: dials.seen.all,
    untilDial: (n, limit_ms) => dials.seen.until(n, limit_ms),
    call: async (call) => {
      const leg = inboundLeg(access, call);
      await admit(leg);
      await ringInbound(leg, call);
      return leg;
    },
    close: async () => {
      await Promise.all([...legs.values()].map((leg) => leg.hangUp()));
      await node.close();
      if (faults.length > 0) throw new AggregateError(faults, 'Something went wrong on the line');
    },
  };
  return line;
}
