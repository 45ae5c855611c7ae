const STORY = [
  'Our shop was founded by two sisters who loved to ride along the harbour.',
  'They began with three bicycles and a borrowed pump in a small wooden shed.',
  'Since then we have moved twice, and every summer we lend bicycles to the children of the town.',
  'In winter we build wheels, and people come from far away to watch how that is done.',
].join(' ');

/** A bicycle shop that is called through the switch of a telephony platform. */
export const STREAM_CHARACTERS: Readonly<Record<string, string>> = {
  'reception.md': `---
name: Riley
description: Answers the telephone of a bicycle shop.
greeting: Harbour Cycles, how can I help?
voice: { embedded: slt }
tools: [end_call, take_message]
agent_desk_enabled: true
routing_config: { role: primary, primary_for_numbers: ["+15105550123"] }
handoff_targets:
  - slug: billing
    description: Questions about an invoice, a bill or a payment.
    message: One moment please, I am connecting you to our billing team.
  - slug: supervisor
    description: The caller wants a supervisor.
    message: I am getting my supervisor.
    global: { dtmf: '9' }
transfer_targets:
  - { id: sales, label: the sales team, method: websocket_reverse_transfer, type: extension, value: '104', is_default: true }
  - { id: workshop, label: the workshop, method: websocket_reverse_transfer, type: phone_number, value: '+14155550133' }
  - { id: support, label: our support desk, method: agent_desk, type: agent_queue, value: support }
  - { id: jamie, label: Jamie, method: warm, type: phone_number, value: '+14155550132' }
intents:
  - words: [opening hours, when open]
    say: We are open from Monday to Friday.
  - words: [story, story of your shop]
    say: ${STORY}
---
You answer the telephone.
`,
  'billing.md': `---
name: Morgan
description: Invoices and payments.
greeting: Hello, this is Morgan of the billing team.
takeover_greeting: Hello, this is Morgan of the billing team. Which invoice is it about?
voice: { embedded: awb }
---
You answer questions about invoices.
`,
  'supervisor.md': `---
name: Taylor
description: The supervisor.
greeting: This is Taylor, the supervisor.
takeover_greeting: This is Taylor, the supervisor. What happened?
voice: { embedded: rms }
---
You are the supervisor.
`,
};
