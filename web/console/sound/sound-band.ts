import { html, LitElement, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import type { CallRecord } from '../../../protocol/call-record.ts';
import type { Cast } from '../cast.ts';
import { length } from '../parts/time.ts';
import { pageStyle } from '../style/page-style.ts';
import { soundStyle } from '../style/sound-style.ts';
import { heardIn, heightOf, layOut, ticks, type Columns, type Laid } from './levels.ts';
import { atMoment, marksOf, momentByKey, type Mark } from './moments.ts';

/** An hour has 36,000 steps; more columns than a wide screen has dots show nothing more. */
const MOST_COLUMNS = 900;
const MOST_TICKS = 6;
/** Height of one side, and of the whole with the axis; in dots, as in the style. */
const SIDE = 44;
const AXIS = SIDE * 2 + 2;

/** How loud both sides of a call were over its length, and what was said when. */
export class SoundBand extends LitElement {
  static override properties = {
    record: { attribute: false },
    cast: { attribute: false },
    at: { state: true },
  };
  static override styles = [...pageStyle, soundStyle];

  declare record: CallRecord;
  declare cast: Cast;
  /** The moment that is looked at, in milliseconds; null: none. */
  declare at: number | null;
  #laid: Laid | undefined;
  #marks: readonly Mark[] = [];

  constructor() {
    super();
    this.at = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('record')) this.#laid = layOut(this.record, MOST_COLUMNS);
    if (this.#laid) this.#marks = marksOf(this.record, this.#laid, this.cast);
  }

  protected override render(): TemplateResult | typeof nothing {
    const laid = this.#laid;
    if (!laid) return nothing;
    return html`<section class="card" aria-labelledby="sound">
      <div class="head">
        <h2 id="sound">Sound</h2>
        ${this.#legend()}
      </div>
      <div
        class="band"
        role="slider"
        tabindex="0"
        aria-label="Moment of the call"
        aria-describedby="heard"
        aria-valuemin="0"
        aria-valuemax=${Math.round(laid.length_ms / 1000)}
        aria-valuenow=${Math.round((this.at ?? 0) / 1000)}
        aria-valuetext=${this.#spoken(laid)}
        @keydown=${this.#moved}
        @focus=${() => (this.at ??= 0)}
        @pointermove=${this.#pointed}
        @pointerdown=${this.#pointed}
        @pointerleave=${this.#left}
      >
        ${this.#drawn(laid)}
      </div>
      <p class="moment" aria-hidden="true">${this.#moment(laid)}</p>
      <p class="soft small" id="heard">${this.#heard()}</p>
    </section>`;
  }

  #legend(): TemplateResult {
    const has = (kind: Mark['kind']) => this.#marks.some((mark) => mark.kind === kind);
    const key = (name: string, text: string) => html`<li class="key ${name}">${text}</li>`;
    return html`<ul class="legend">
      ${key('caller', 'Caller, above')} ${key('agent', 'Agent, below')}
      ${has('handoff') ? key('handoff', 'Handoff') : nothing}
      ${has('transfer') ? key('transfer', 'Transfer') : nothing}
    </ul>`;
  }

  /** No style attribute: the page's content security policy allows none. */
  #drawn(laid: Laid): TemplateResult {
    const { length_ms, caller, agent } = laid;
    const x = (ms: number) => `${((ms / length_ms) * 100).toFixed(3)}%`;
    return html`<svg class="drawn" aria-hidden="true" focusable="false">
      ${ticks(length_ms, MOST_TICKS).map((ms) => tick(ms, x(ms), ms / length_ms > 0.94))}
      <svg
        width="100%"
        height=${AXIS}
        viewBox="0 0 ${caller.length} ${AXIS}"
        preserveAspectRatio="none"
      >
        ${svg`<path class="measured" d=${measured(caller)} />`}
        ${svg`<path class="caller" d=${area(caller, SIDE, -1)} />`}
        ${svg`<path class="agent" d=${area(agent, SIDE + 2, 1)} />`}
      </svg>
      ${this.#marks.map((mark) => drawnMark(mark, x(mark.at_ms)))}
      ${
        this.at === null
          ? nothing
          : svg`<line class="cursor" x1=${x(this.at)} x2=${x(this.at)} y1="0" y2=${AXIS} />`
      }
    </svg>`;
  }

  #moment(laid: Laid): TemplateResult | string {
    if (this.at === null) return 'Point at a moment, or use the arrow keys, to read what was said.';
    const { who, words } = atMoment(this.record, laid, this.at, this.cast);
    const mark = this.#near(laid);
    return html`<b class="clock">${length(this.at)}</b> ${mark ? html`<b>${mark.title}.</b> ` : ''}
      <span class="soft">${who}${words ? ': ' : '.'}</span>${words}`;
  }

  #spoken(laid: Laid): string {
    const at = this.at ?? 0;
    const { who, words } = atMoment(this.record, laid, at, this.cast);
    const mark = this.#near(laid)?.title;
    return [length(at), mark, words ? `${who}: ${words}` : who].filter(Boolean).join('. ');
  }

  #heard(): string {
    const { caller, agent, both, nobody } = heardIn(this.record.sound);
    const over = both > 0 ? `, both at once for ${length(both)}` : '';
    return `The caller is heard for ${length(caller)}, the agent for ${length(agent)}${over}; nobody for ${length(nobody)}.`;
  }

  /** The mark that is looked at. */
  #near({ length_ms }: Laid): Mark | undefined {
    const { at } = this;
    if (at === null) return undefined;
    const reach = Math.max(500, length_ms / 150);
    const near = this.#marks.filter(({ at_ms }) => Math.abs(at_ms - at) <= reach);
    return near.sort((a, b) => Math.abs(a.at_ms - at) - Math.abs(b.at_ms - at))[0];
  }

  readonly #pointed = (event: PointerEvent): void => {
    const { left, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const part = Math.min(1, Math.max(0, (event.clientX - left) / width));
    this.at = part * (this.#laid?.length_ms ?? 0);
  };

  /** Whoever reads by keyboard keeps the place. */
  readonly #left = (event: PointerEvent): void => {
    if (!(event.currentTarget as HTMLElement).matches(':focus')) this.at = null;
  };

  readonly #moved = (event: KeyboardEvent): void => {
    if (!this.#laid) return;
    const next = momentByKey(event.key, this.at ?? 0, this.#laid, this.#marks);
    if (next === undefined) return;
    event.preventDefault();
    this.at = next;
  };
}

function tick(ms: number, x: string, last: boolean): TemplateResult {
  const anchor = ms === 0 ? 'start' : last ? 'end' : 'middle';
  return svg`<line class="grid" x1=${x} x2=${x} y1="0" y2=${AXIS} />
    <text x=${x} y=${AXIS + 15} text-anchor=${anchor}>${length(ms)}</text>`;
}

function drawnMark({ kind, title }: Mark, x: string): TemplateResult {
  return svg`<line class="mark ${kind}" x1=${x} x2=${x} y1="0" y2=${AXIS}><title>${title}</title></line>
    <circle class="mark ${kind}" cx=${x} cy="4" r="4" />`;
}

/** One side, standing on its line; up is -1. */
function area(columns: Columns, line: number, way: 1 | -1): string {
  const bars = columns.flatMap((level, x) => {
    const height = heightOf(level) * SIDE;
    return height === 0 ? [] : [`M${x} ${line}v${(way * height).toFixed(1)}h1V${line}z`];
  });
  return bars.join('');
}

/** The line between the two sides, where somebody measured. */
function measured(columns: Columns): string {
  return columns.flatMap((level, x) => (level === null ? [] : [`M${x} ${SIDE}h1v2h-1z`])).join('');
}
