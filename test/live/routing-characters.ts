/** Hours by the wall clock of a zone in which it is about noon now. */
export interface SoonOpen {
  readonly timezone: string;
  readonly start: string;
  readonly end: string;
}

/** Milliseconds until the office opens: long enough to call and to ask for it. */
const OPENS_AFTER_MS = 90_000;
const MINUTE_MS = 60_000;

/** Hours that begin some minutes from now, on the full minute. */
export function soonOpen(now: number): SoonOpen {
  const opens = Math.ceil((now + OPENS_AFTER_MS) / MINUTE_MS) * MINUTE_MS;
  const offset = 12 - new Date(opens).getUTCHours();
  const local = new Date(opens + offset * 60 * MINUTE_MS);
  const minutes = String(local.getUTCMinutes()).padStart(2, '0');
  // POSIX zones count westwards.
  const timezone = offset === 0 ? 'Etc/UTC' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
  return { timezone, start: `12:${minutes}`, end: '20:00' };
}

/** An office whose characters pass a call on by rules, keys and hours. */
export function routingCharacters({ timezone, start, end }: SoonOpen): Record<string, string> {
  const hours = `{ start: "${start}", end: "${end}", timezone: ${timezone}, days: [1, 2, 3, 4, 5, 6, 7] }`;
  const keys = "keys: { '1': billing, '2': workshop }\n";
  return {
    reception: character(
      'Reception',
      'Good day, this is the reception of Harbour Cycles, on a very long and winding road. How can I help?',
      `${keys}routing_config:
  role: primary
  primary_for_numbers: ["+15105550123"]
  transfer_rules:
    - { trigger: billing_request, keywords: [invoice, refund], target_instance_id: billing, announce: Let me connect you to our billing team. }
    - { trigger: new_bike, keywords: [new bike, buy a bike], target_instance_id: sales-office, announce: To the sales office. }
  after_hours_fallback: callback
  callback_enabled: true
handoff_targets:
  - slug: supervisor
    message: One moment, I am getting the supervisor.
    global: { dtmf: '9', condition: The caller asks for a supervisor }
`,
    ),
    billing: character('Billing', 'Billing team here.', keys.replace("'1': billing, ", '')),
    workshop: character('Workshop', 'Workshop here.', "keys: { '1': billing }\n"),
    supervisor: character('Supervisor', 'Supervisor speaking.', "keys: { '1': billing }\n"),
    'sales-office': character(
      'Sales Office',
      'Sales office here.',
      `routing_config: { role: secondary, business_hours: ${hours} }\n`,
    ),
  };
}

function character(name: string, greeting: string, more: string): string {
  return `---
name: ${name}
description: ${name} of a bicycle shop.
greeting: ${greeting}
takeover_greeting: ${greeting}
voice: { embedded: slt }
${more}---
You are ${name}.
`;
}
