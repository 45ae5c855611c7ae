import { type ChatRequest, plainText } from '../test/fakes/openai-shapes.ts';
import type { Script as Mind } from '../test/fakes/openai-mind.ts';

/** What the callers of the lab say. */
export const CALLER = {
  hours: 'I would like to know your opening hours.',
  invoice: 'I have a question about an invoice.',
  sales: 'Please put me through to the sales team.',
  jamie: 'Please put me through to Jamie.',
  interrupts: 'Wait, it is about my last invoice.',
} as const;

/** What the characters say; `lab/characters/` has the same words. */
export const SAYS = {
  /** The end of the greeting: where the line opens late its first word may be lost. */
  greeting: 'How can I help?',
  hours: 'We are open Monday to Friday from nine to six.',
  /** To whatever else is said. */
  goesOn: 'I see. Tell me more about it.',
  /** Of a turn that was lost. */
  lost: 'I am sorry, something went wrong on my side. Could you say that once more?',
  announcement:
    'One moment please, I am connecting you to our billing team, who will look at your invoice with you.',
  billing: 'Hello, this is Morgan of the billing team. Which invoice is it about?',
} as const;

/** A provider's fault: an HTTP status, an answer that ends midway, a connection that closes. */
export type Fault = number | 'stops midway' | 'closes';

/** Kinds of request: the model, the voice, the recogniser. */
export type Request = 'chat' | 'speech' | 'listen';

/** What the providers do in one call. */
export class Script {
  /** What the recogniser makes of what it hears from now on, whoever speaks. */
  understood = '';
  /** A voice that is refused, by the provider's name. */
  muteVoice = '';
  /** Asked before the usual mind. */
  mind: Mind = () => undefined;
  readonly #faults: Record<Request, Fault[]> = { chat: [], speech: [], listen: [] };
  /** Each request of this call, and the fault that it met. */
  readonly requests: {
    readonly at: number;
    readonly kind: Request;
    readonly fault: Fault | null;
  }[] = [];
  readonly #closers = new Set<() => void>();

  /** The next `times` requests of this kind meet the fault. */
  breaks(kind: Request, fault: Fault, times = 1): void {
    this.#faults[kind].push(...Array.from({ length: times }, () => fault));
  }

  next(kind: Request): Fault | null {
    const fault = this.#faults[kind].shift() ?? null;
    this.requests.push({ at: Date.now(), kind, fault });
    return fault;
  }

  /** Told with each connection to the recogniser; forgotten when it has closed. */
  listening(close: () => void): () => void {
    this.#closers.add(close);
    return () => this.#closers.delete(close);
  }

  /** The recogniser's connections of this call break, all at once. */
  dropEars(): void {
    this.requests.push({ at: Date.now(), kind: 'listen', fault: 'closes' });
    for (const close of this.#closers) close();
  }

  /** How the model answers. */
  answer(request: ChatRequest) {
    return { say: '', calls: [], ...(this.mind(request) ?? usualMind(request)) };
  }
}

/** Answers the caller's last sentence, by a tool where one fits. */
export const usualMind: Mind = (request) => {
  const last = request.messages.findLast(({ role }) => role !== 'system' && role !== 'developer');
  const said = last?.role === 'user' ? plainText(last.content) : '';
  const has = (name: string) => request.tools?.some((tool) => tool.function.name === name) ?? false;
  if (has('handoff_agent') && said.includes('invoice')) return { calls: [TO_BILLING] };
  if (has('transfer_call') && said.includes('sales team'))
    return { calls: [{ name: 'transfer_call', args: { target: 'sales' } }] };
  if (has('transfer_call') && said.includes('Jamie'))
    return { calls: [{ name: 'transfer_call', args: { target: 'jamie' } }] };
  return { say: said.includes('opening hours') ? SAYS.hours : SAYS.goesOn };
};

export const TO_BILLING = {
  name: 'handoff_agent',
  args: { target: 'billing', reason: 'an invoice' },
};
