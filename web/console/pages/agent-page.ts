import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { z } from 'zod';
import {
  CharacterCheck,
  CharacterText,
  CharacterVersionInfo,
  type PlacedFault,
} from '../../../protocol/character-edit.ts';
import { mayAs, type Role } from '../../../protocol/operator.ts';
import { avatarStyle } from '../../look/avatar-style.ts';
import { avatar } from '../../look/avatar.ts';
import { ask, ConsoleFault } from '../api.ts';
import { loadCast, type Cast } from '../cast.ts';
import { Loaded } from '../loaded.ts';
import { badge } from '../parts/badge.ts';
import { CONSOLE_ICONS } from '../parts/console-icons.ts';
import { diffView } from '../parts/diff-view.ts';
import { pageHead } from '../parts/page-head.ts';
import { routingFacts } from '../parts/routing-facts.ts';
import { empty, faultList } from '../parts/states.ts';
import { TextEditor } from '../parts/text-editor.ts';
import { exactly, moment } from '../parts/time.ts';
import { pathTo } from '../route.ts';
import { say } from '../say.ts';
import { agentStyle } from '../style/agent-style.ts';
import { pageStyle } from '../style/page-style.ts';

customElements.define('console-text', TextEditor);

const Versions = z.object({ versions: z.array(CharacterVersionInfo) });
/** Whoever types is not interrupted. */
const PAUSE_MS = 500;

interface Shown {
  readonly cast: Cast;
  /** Null for whoever may not see it. */
  readonly written: CharacterText | null;
  readonly versions: readonly CharacterVersionInfo[];
}

/** One character: its routing, its text with a check and a diff, its versions. */
export class AgentPage extends LitElement {
  static override properties = {
    slug: { attribute: false },
    role: { attribute: false },
    text: { state: true },
    faults: { state: true },
    checking: { state: true },
    comparing: { state: true },
    fault: { state: true },
  };
  static override styles = [...pageStyle, avatarStyle, agentStyle];

  declare slug: string;
  declare role: Role;
  /** As it is being edited. */
  declare text: string;
  declare faults: readonly PlacedFault[];
  declare checking: boolean;
  /** A version that the text in force is compared with; `edit`: with what is being written. */
  declare comparing:
    { readonly title: string; readonly before: string; readonly after: string } | 'edit' | null;
  declare fault: ConsoleFault | null;
  #pause: ReturnType<typeof setTimeout> | undefined;
  readonly #shown: Loaded<Shown>;

  constructor() {
    super();
    this.role = 'operator';
    this.text = '';
    this.faults = [];
    this.checking = false;
    this.comparing = null;
    this.fault = null;
    this.#shown = new Loaded<Shown>(this, (signal) => this.#load(signal));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#pause);
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    // Another character by a link on this page.
    if (changed.has('slug') && changed.get('slug') !== undefined) void this.#shown.reload();
  }

  protected override render(): TemplateResult {
    return this.#shown.show((shown) => this.#page(shown), 8);
  }

  #page({ cast, written, versions }: Shown): TemplateResult {
    const character = cast.get(this.slug);
    if (!character)
      return empty(
        'There is no such character',
        html`<a href=${pathTo('agents')}>See all of them</a>`,
      );
    const { name, appearance, enabled, description } = character;
    const title = html`<span class="who"
      >${avatar({ name, appearance }, location.origin)}${name}
      ${enabled ? nothing : badge({ text: 'Off', tone: 'warn' })}</span
    >`;
    const back = html`<a class="button" href=${pathTo('agents')}
      >${CONSOLE_ICONS.back} All agents</a
    >`;
    return html`${pageHead(title, description, back)}
      <div class="columns">
        ${written ? this.#editor(written) : html`<div class="card">${empty('The text is for admins', 'Your role sees the routing. An admin can show and change the text.')}</div>`}
        <div class="stack">
          <section class="card" aria-labelledby="routing">
            <h2 id="routing">Routing</h2>
            ${routingFacts(character, cast)}
          </section>
          ${written ? this.#versions(written, versions) : nothing}
        </div>
      </div>`;
  }

  #editor(written: CharacterText): TemplateResult {
    const changed = this.text !== written.text;
    return html`<section class="card editor" aria-labelledby="text-title">
      <div class="editor-head">
        <h2 id="text-title">characters/${this.slug}.md</h2>
        <div class="acts">
          <button
            class="button tight"
            type="button"
            aria-pressed=${String(this.comparing === 'edit')}
            ?disabled=${!changed}
            @click=${this.#compareEdit}
          >
            ${this.comparing === 'edit' ? 'Hide changes' : 'Show changes'}
          </button>
          <button class="button tight" type="button" ?disabled=${!changed} @click=${this.#discard}>
            Discard
          </button>
          <button
            class="button tight primary"
            type="button"
            ?disabled=${!changed || this.faults.length > 0}
            @click=${() => void this.#put(written)}
          >
            Put into force
          </button>
        </div>
      </div>
      <div class="verdict" role="status">${this.#verdict(changed)}</div>
      ${this.fault ? faultList(this.fault) : nothing} ${this.#places()} ${this.#comparison(written)}
      <console-text
        label=${`Text of ${this.slug}`}
        .text=${this.text}
        .faults=${this.faults}
        @edited=${(event: CustomEvent<string>) => {
          this.#edited(event.detail);
        }}
      ></console-text>
    </section>`;
  }

  #verdict(changed: boolean): TemplateResult {
    if (this.checking) return html`<span class="soft">Checking…</span>`;
    if (this.faults.length > 0) {
      const count = this.faults.length === 1 ? 'One fault' : `${this.faults.length} faults`;
      return html`${badge({ text: count, tone: 'bad' })}
        <span class="soft">Mend it, then it can be put into force.</span>`;
    }
    if (!changed) return html`<span class="soft">This is in force.</span>`;
    return html`${badge({ text: 'It is well written', tone: 'good' })}
      <span class="soft"
        >Counts from the next call on; calls that go on keep what they began with.</span
      >`;
  }

  #places(): TemplateResult | typeof nothing {
    if (this.faults.length === 0) return nothing;
    return html`<ul class="places" aria-label="Faults">
      ${this.faults.map(
        (one) =>
          html`<li>
            <button
              type="button"
              @click=${() => {
                this.#text?.show(one);
              }}
            >
              <span class="place">Line ${one.line}, column ${one.column}</span>
              ${one.path ? html`<code>${one.path}</code>` : nothing}
              <span>expected ${one.expected}</span>
            </button>
          </li>`,
      )}
    </ul>`;
  }

  #comparison(written: CharacterText): TemplateResult | typeof nothing {
    if (this.comparing === null) return nothing;
    if (this.comparing === 'edit') return diffView(written.text, this.text);
    const { title, before, after } = this.comparing;
    return html`<div class="stack">
      <div class="editor-head">
        <h3>${title}</h3>
        <button
          class="button tight plain"
          type="button"
          @click=${() => {
            this.comparing = null;
          }}
        >
          Close
        </button>
      </div>
      ${diffView(before, after)}
    </div>`;
  }

  #versions(written: CharacterText, versions: readonly CharacterVersionInfo[]): TemplateResult {
    return html`<section class="card" aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      <ul class="versions">
        ${versions.map((one) => this.#version(one, written))}
      </ul>
    </section>`;
  }

  #version(one: CharacterVersionInfo, written: CharacterText): TemplateResult {
    const inForce = one.version === written.version.version;
    const who = one.removed ? 'taken away' : one.author ? `by ${one.author}` : 'from its file';
    return html`<li>
      <div class="top">
        <strong>Version ${one.version}</strong>
        ${inForce ? badge({ text: 'In force', tone: 'good' }) : nothing}
      </div>
      <p class="soft small">
        <time datetime=${one.at} title=${exactly(one.at)}>${moment(one.at)}</time>, ${who}
      </p>
      ${
        inForce || one.removed
          ? nothing
          : html`<div class="acts">
              <button
                class="button tight"
                type="button"
                aria-label=${`Compare version ${one.version}`}
                @click=${() => void this.#compare(one, written)}
              >
                Compare
              </button>
              <button
                class="button tight"
                type="button"
                aria-label=${`Bring back version ${one.version}`}
                @click=${() => void this.#bringBack(one.version)}
              >
                Bring back
              </button>
            </div>`
      }
    </li>`;
  }

  #edited(text: string): void {
    this.text = text;
    this.fault = null;
    clearTimeout(this.#pause);
    this.checking = true;
    this.#pause = setTimeout(() => void this.#check(text), PAUSE_MS);
  }

  async #check(text: string): Promise<void> {
    await this.#trying(async () => {
      const path = `/api/characters/${this.slug}/check`;
      const { faults } = await ask(CharacterCheck, path, { method: 'POST', json: { text } });
      if (text === this.text) this.faults = faults;
    });
    if (text === this.text) this.checking = false;
  }

  async #put(written: CharacterText): Promise<void> {
    const before = written.version.version;
    await this.#trying(async () => {
      const path = `/api/characters/${this.slug}`;
      const asking = { method: 'PUT', json: { text: this.text }, ifMatch: written.etag } as const;
      const { version } = await ask(CharacterText, path, asking);
      const undo = () => void this.#bringBack(before);
      say(`Version ${version.version} is in force for the next call.`, { undo });
      await this.#shown.reload(true);
    });
  }

  async #bringBack(version: number): Promise<void> {
    const written = this.#shown.value?.written;
    if (!written) return;
    const before = written.version.version;
    await this.#trying(async () => {
      const path = `/api/characters/${this.slug}/versions/${version}/restore`;
      await ask(CharacterText, path, { method: 'POST', ifMatch: written.etag });
      const undo = () => void this.#bringBack(before);
      say(`Version ${version} is back, for the next call.`, { undo });
      await this.#shown.reload(true);
    });
  }

  async #compare({ version }: CharacterVersionInfo, written: CharacterText): Promise<void> {
    await this.#trying(async () => {
      const old = await ask(CharacterText, `/api/characters/${this.slug}/versions/${version}`);
      const title = `From version ${version} to what is in force`;
      this.comparing = { title, before: old.text, after: written.text };
    });
  }

  /** What is wrong is told beside the text. */
  async #trying(act: () => Promise<void>): Promise<void> {
    this.fault = null;
    try {
      await act();
    } catch (fault) {
      this.fault = fault instanceof ConsoleFault ? fault : new ConsoleFault(0);
    }
  }

  readonly #compareEdit = (): void => {
    this.comparing = this.comparing === 'edit' ? null : 'edit';
  };

  readonly #discard = (): void => {
    this.text = this.#shown.value?.written?.text ?? '';
    this.faults = [];
    this.comparing = null;
  };

  async #load(signal: AbortSignal): Promise<Shown> {
    const cast = await loadCast(signal);
    if (!mayAs(this.role, 'admin') || !cast.has(this.slug))
      return { cast, written: null, versions: [] };
    const path = `/api/characters/${this.slug}`;
    const written = await ask(CharacterText, path, { signal });
    const { versions } = await ask(Versions, `${path}/versions`, { signal });
    this.text = written.text;
    this.faults = [];
    this.comparing = null;
    return { cast, written, versions };
  }

  get #text(): TextEditor | null {
    return this.renderRoot.querySelector('console-text');
  }
}
