import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { CallEvent } from '../../../protocol/call-event.ts';
import { CallRecord } from '../../../protocol/call-record.ts';
import { ask } from '../api.ts';
import { loadCast, nameOf, type Cast } from '../cast.ts';
import { Loaded } from '../loaded.ts';
import { attempts } from '../parts/attempts.ts';
import { badge } from '../parts/badge.ts';
import { callerOf } from '../parts/caller.ts';
import { CONSOLE_ICONS } from '../parts/console-icons.ts';
import { pageHead } from '../parts/page-head.ts';
import { between, exactly, length } from '../parts/time.ts';
import { timeline } from '../parts/timeline.ts';
import { waterfall } from '../parts/waterfall.ts';
import { CHANNEL_WORDS, ENDED_WORDS, HANDOFF_FAULT_WORDS, VERDICT_WORDS } from '../parts/words.ts';
import { pathTo } from '../route.ts';
import { SoundBand } from '../sound/sound-band.ts';
import { callStyle } from '../style/call-style.ts';
import { pageStyle } from '../style/page-style.ts';

customElements.define('console-sound-band', SoundBand);

type Handoff = Extract<CallEvent, { type: 'handoff_committed' | 'handoff_rolled_back' }>;

/** One call: its timeline, its handoffs drawn, its transfers with their evidence. */
export class CallPage extends LitElement {
  static override properties = { call: { attribute: false } };
  static override styles = [...pageStyle, callStyle];

  declare call: string;
  readonly #cast = new Loaded<Cast>(this, loadCast);
  readonly #record = new Loaded<CallRecord>(this, (signal) =>
    ask(CallRecord, `/api/calls/${encodeURIComponent(this.call)}`, { signal }),
  );

  protected override render(): TemplateResult {
    return this.#record.show((record) => this.#shown(record), 9);
  }

  #shown(record: CallRecord): TemplateResult {
    const acts = html`<a class="button" href=${pathTo('calls')}>${CONSOLE_ICONS.back} All calls</a>
      ${
        record.ended_at === null
          ? html`<a class="button primary" href=${pathTo('inbox', record.session_id)}>Listen in</a>`
          : nothing
      }`;
    return html`${pageHead(callerOf(record), exactly(record.started_at), acts)}
      ${this.#facts(record)}
      <console-sound-band .record=${record} .cast=${this.#names}></console-sound-band>
      <div class="columns">
        <section class="card" aria-labelledby="timeline">
          <h2 id="timeline">Timeline</h2>
          ${timeline(record, this.#names)}
        </section>
        <div class="stack">
          ${this.#handoffs(record)} ${this.#transfers(record)} ${this.#variables(record)}
        </div>
      </div>`;
  }

  #facts(record: CallRecord): TemplateResult {
    const { path, channel, started_at, ended_at, disconnected_by, result } = record;
    const end = disconnected_by ? ENDED_WORDS[disconnected_by] : 'Going on';
    return html`<dl class="card facts">
      <div>
        <dt>Spoke with</dt>
        <dd>${path.map((slug) => this.#name(slug)).join(' → ')}</dd>
      </div>
      <div>
        <dt>Channel</dt>
        <dd>${CHANNEL_WORDS[channel]}</dd>
      </div>
      <div>
        <dt>Length</dt>
        <dd>${length(between(started_at, ended_at))}</dd>
      </div>
      <div>
        <dt>End</dt>
        <dd>${ended_at === null ? badge({ text: end, tone: 'good' }) : end}</dd>
      </div>
      <div>
        <dt>Transfer</dt>
        <dd>${badge(VERDICT_WORDS[result.verdict])}</dd>
      </div>
    </dl>`;
  }

  #handoffs({ events }: CallRecord): TemplateResult | typeof nothing {
    const all = events.filter(
      (event): event is typeof event & Handoff =>
        event.type === 'handoff_committed' || event.type === 'handoff_rolled_back',
    );
    if (all.length === 0) return nothing;
    return html`<section class="card" aria-labelledby="handoffs">
      <h2 id="handoffs">${all.length === 1 ? 'Handoff' : 'Handoffs'}</h2>
      <ul class="handoffs">
        ${all.map((event) => this.#handoff(event))}
      </ul>
    </section>`;
  }

  #handoff(event: Handoff): TemplateResult {
    const title = `${this.#name(event.from)} → ${this.#name(event.to)}`;
    const committed = event.type === 'handoff_committed';
    const why = committed ? event.reason : `Rolled back: ${HANDOFF_FAULT_WORDS[event.fault]}.`;
    return html`<li class=${committed ? '' : 'broken'}>
      <div class="attempt-head">
        <h3>${title}</h3>
        ${badge(committed ? { text: 'Committed', tone: 'good' } : { text: 'Rolled back', tone: 'bad' })}
      </div>
      ${why ? html`<p class="soft small">${why}</p>` : nothing} ${waterfall(event.waterfall, title)}
    </li>`;
  }

  #transfers({ result }: CallRecord): TemplateResult | typeof nothing {
    if (result.attempts.length === 0) return nothing;
    return html`<section class="card" aria-labelledby="transfers">
      <h2 id="transfers">Transfers</h2>
      ${attempts(result.attempts)}
    </section>`;
  }

  #variables({ result }: CallRecord): TemplateResult {
    const known = Object.entries(result.variables);
    return html`<section class="card" aria-labelledby="variables">
      <h2 id="variables">Variables</h2>
      ${
        known.length === 0
          ? html`<p class="variables soft">Nothing was learned in this call.</p>`
          : html`<dl class="variables">
              ${known.map(
                ([name, value]) =>
                  html`<div>
                    <dt class="mono">${name}</dt>
                    <dd>${String(value)}</dd>
                  </div>`,
              )}
            </dl>`
      }
    </section>`;
  }

  get #names(): Cast {
    return this.#cast.value ?? new Map();
  }

  #name(slug: string): string {
    return nameOf(this.#names, slug);
  }
}
