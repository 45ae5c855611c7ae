import { plainText, type ChatRequest } from '../../test/fakes/openai-shapes.ts';
import type { Script } from '../../test/fakes/openai-mind.ts';

/** What the caller says in every call, and what the recogniser makes of it. */
export const CALLER = {
  hours: 'I would like to know your opening hours.',
  invoice: 'I have a question about an invoice.',
  brakes: 'The brakes of my bike are broken.',
  sales: 'Please put me through to the sales team.',
} as const;

export const HOURS = 'We are open Monday to Friday from nine to six.';

/** The same mind for every program: it answers the caller's last sentence, by tool where there is one. */
export const mind: Script = (request) => {
  const last = request.messages.findLast(({ role }) => role !== 'system' && role !== 'developer');
  const said = last?.role === 'user' ? plainText(last.content) : '';
  if (request.tools && said.includes('invoice')) {
    const call = handoffTo(request, 'billing-specialist', 'an invoice');
    if (call) return { calls: [call] };
  }
  if (request.tools && said.includes('brakes')) {
    const call = handoffTo(request, 'workshop', 'broken brakes');
    if (call) return { calls: [call] };
  }
  if (request.tools && said.includes('sales team'))
    return { calls: [{ name: 'transfer_call', args: { target: 'sales' } }] };
  if (said.includes('opening hours')) return { say: HOURS };
  return { say: openingOf(request) };
};

/** Baton has one tool for all handoffs; the framework's documentation makes one for each target. */
function handoffTo({ tools = [] }: ChatRequest, slug: string, reason: string) {
  const names = tools.map(({ function: { name } }) => name);
  if (names.includes('handoff_agent'))
    return { name: 'handoff_agent', args: { target: slug, reason } };
  const own = `transfer_to_${slug.replace('-', '_')}`;
  return names.includes(own) ? { name: own, args: {} } : null;
}

/** Whoever is asked to begin greets as its prompt says who it is. */
function openingOf({ messages }: ChatRequest): string {
  const prompt = messages.map(({ content }) => plainText(content)).join('\n');
  if (prompt.includes('You are the workshop'))
    return 'This is the workshop. Tell me about your brakes.';
  if (prompt.includes('You are the billing specialist'))
    return 'I am the billing specialist. I see your invoice.';
  return 'Hello, this is the front desk of Northwind Cycles. How can I help?';
}
