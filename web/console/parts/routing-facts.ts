import { html, nothing, type TemplateResult } from 'lit';
import type { CharacterOverview } from '../../../protocol/character-edit.ts';
import { nameOf, type Cast } from '../cast.ts';
import { pathTo } from '../route.ts';

const DAYS = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const FALLBACKS = {
  callback: 'a callback is offered',
  voicemail: 'a message is taken',
  transfer_to_other: 'somebody else takes the call',
} as const;

/** Who calls this character, when it is there, and whom it passes callers to. */
export function routingFacts(character: CharacterOverview, cast: Cast): TemplateResult {
  const { routing_config: routing, handoff_targets, transfer_targets, keys } = character;
  const link = (slug: string) => html`<a href=${pathTo('agents', slug)}>${nameOf(cast, slug)}</a>`;
  const rows: [string, TemplateResult | string][] = [];
  if (routing?.primary_for_numbers.length)
    rows.push(['Answers', routing.primary_for_numbers.join(', ')]);
  rows.push(['Is there', hoursOf(character)]);
  if (handoff_targets.length > 0)
    rows.push([
      'Hands off to',
      html`<ul class="targets">
        ${handoff_targets.map(
          ({ slug, description, key }) =>
            html`<li>
              ${link(slug)}${key ? html` <kbd>${key}</kbd>` : nothing}
              ${description ? html`<span class="soft small">${description}</span>` : nothing}
            </li>`,
        )}
      </ul>`,
    ]);
  for (const rule of routing?.transfer_rules ?? []) {
    const to = rule.target_instance_id ? link(rule.target_instance_id) : rule.target_number;
    rows.push([
      `Rule ${rule.trigger}`,
      html`${to} <span class="soft small">${rule.keywords.join(', ')}</span>`,
    ]);
  }
  if (transfer_targets.length > 0)
    rows.push(['Puts through to', transfer_targets.map(({ label }) => label).join(', ')]);
  for (const [key, slug] of Object.entries(keys))
    rows.push([`Key ${key}`, slug === 'stay' ? 'stays here' : link(slug)]);
  if (routing) rows.push(['Passed on at most', `${routing.max_transfers_per_call} times a call`]);
  return html`<dl class="routing">
    ${rows.map(
      ([term, fact]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${fact}</dd>
        </div>`,
    )}
  </dl>`;
}

/** "Mon–Fri, 09:00–18:00 (Europe/Berlin)". */
export function hoursOf({ routing_config }: Pick<CharacterOverview, 'routing_config'>): string {
  const hours = routing_config?.business_hours;
  if (!hours) return 'Always';
  const { start, end, timezone, days } = hours;
  const sorted = [...days].sort((a, b) => a - b);
  const [first = 1, last = first] = [sorted[0], sorted.at(-1)];
  const whole = sorted.length > 2 && last - first === sorted.length - 1;
  const names = whole
    ? `${DAYS[first] ?? ''}–${DAYS[last] ?? ''}`
    : sorted.map((day) => DAYS[day]).join(', ');
  const after = routing_config.after_hours_fallback;
  const else_ = after ? `; otherwise ${FALLBACKS[after]}` : '';
  return `${names}, ${start}–${end} (${timezone})${else_}`;
}
