import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { z } from 'zod';
import { CharacterText, CharacterVersionInfo } from '../../../protocol/character-edit.ts';
import { mayAs, type Role } from '../../../protocol/operator.ts';
import { avatarStyle } from '../../look/avatar-style.ts';
import { avatar } from '../../look/avatar.ts';
import { ask, ConsoleFault } from '../api.ts';
import { loadCast, type Cast } from '../cast.ts';
import { CharacterDraft } from '../character-draft.ts';
import { Loaded } from '../loaded.ts';
import { badge } from '../parts/badge.ts';
import { CONSOLE_ICONS } from '../parts/console-icons.ts';
import { diffView } from '../parts/diff-view.ts';
import { editorCard } from '../parts/editor-card.ts';
import { pageHead } from '../parts/page-head.ts';
import { routingFacts } from '../parts/routing-facts.ts';
import { empty } from '../parts/states.ts';
import { TextEditor } from '../parts/text-editor.ts';
import { versionsCard } from '../parts/versions-card.ts';
import { pathTo } from '../route.ts';
import { say } from '../say.ts';
import { Stay } from '../stay.ts';
import { sure } from '../sure.ts';
import { agentStyle } from '../style/agent-style.ts';
import { pageStyle } from '../style/page-style.ts';

customElements.define('console-text', TextEditor);

const Versions = z.object({ versions: z.array(CharacterVersionInfo) });

interface Shown {
  readonly cast: Cast;
  /** Null for whoever may not see it. */
  readonly written: CharacterText | null;
  readonly versions: readonly CharacterVersionInfo[];
}

/** What is compared: the edit with what is in force, or an old version with it. */
type Comparison = 'edit' | { readonly version: number; readonly before: string } | null;

/** One character: its routing, its text with a check and a diff, its versions. */
export class AgentPage extends LitElement {
  static override properties = {
    slug: { attribute: false },
    role: { attribute: false },
    comparing: { state: true },
  };
  static override styles = [...pageStyle, avatarStyle, agentStyle];

  declare slug: string;
  declare role: Role;
  declare comparing: Comparison;
  readonly #draft = new CharacterDraft(this);
  readonly #shown: Loaded<Shown>;

  constructor() {
    super();
    this.role = 'operator';
    this.comparing = null;
    this.#shown = new Loaded<Shown>(this, (signal) => this.#load(signal));
    new Stay(this, (to) => {
      const stays = to?.page === 'agents' && to.id === this.slug;
      return this.#draft.dirty && !stays ? THROWN_AWAY : null;
    });
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    // Another character by a link on this page.
    if (changed.get('slug') !== undefined) void this.#shown.reload();
  }

  protected override render(): TemplateResult {
    return this.#shown.show((shown) => this.#page(shown), 8);
  }

  #page({ cast, written, versions }: Shown): TemplateResult {
    const character = cast.get(this.slug);
    const all = html`<a href=${pathTo('agents')}>See all of them</a>`;
    if (!character) return empty('There is no such character', all);
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
        ${written ? this.#editor(written) : html`<div class="card">${NOT_FOR_YOU}</div>`}
        <div class="stack">
          <section class="card" aria-labelledby="routing">
            <h2 id="routing">Routing</h2>
            ${routingFacts(character, cast)}
          </section>
          ${
            written
              ? versionsCard(versions, written.version.version, {
                  compare: (version) => void this.#compare(version),
                  bringBack: (version) => void this.#bringBack(version),
                })
              : nothing
          }
        </div>
      </div>`;
  }

  #editor(written: CharacterText): TemplateResult {
    return editorCard({
      slug: this.slug,
      draft: this.#draft,
      comparison: this.#comparison(written),
      comparingEdit: this.comparing === 'edit',
      compareEdit: () => {
        this.comparing = this.comparing === 'edit' ? null : 'edit';
      },
      discard: () => {
        this.comparing = null;
        this.#draft.begin(this.slug, written.text);
      },
      put: () => void this.#put(written),
      show: (fault) => {
        this.renderRoot.querySelector<TextEditor>('console-text')?.show(fault);
      },
    });
  }

  #comparison({ text }: CharacterText): TemplateResult | null {
    if (this.comparing === null) return null;
    if (this.comparing === 'edit') return diffView(text, this.#draft.text);
    const close = () => {
      this.comparing = null;
    };
    return html`<div class="stack">
      <div class="editor-head">
        <h3>From version ${this.comparing.version} to what is in force</h3>
        <button class="button tight plain" type="button" @click=${close}>Close</button>
      </div>
      ${diffView(this.comparing.before, text)}
    </div>`;
  }

  async #put({ version: { version: before }, etag }: CharacterText): Promise<void> {
    await this.#draft.trying(async () => {
      const { text } = this.#draft;
      const asking = { method: 'PUT', json: { text }, ifMatch: etag } as const;
      const put = await ask(CharacterText, this.#path(), asking).catch(async (fault: unknown) => {
        // The edit stays, beside what somebody else has put into force meanwhile.
        if (isChanged(fault)) await this.#shown.reload(true);
        throw fault;
      });
      const undo = () => void this.#bringBack(before);
      if (this.#draft.text === text) this.#draft.begin(this.slug, text);
      // Whoever takes it back says in If-Match what is in force now.
      await this.#shown.reload(true);
      say(`Version ${put.version.version} is in force for the next call.`, { undo });
    });
  }

  async #bringBack(version: number): Promise<void> {
    const written = this.#shown.value?.written;
    if (!written || (this.#draft.dirty && !(await sure(THROWN_AWAY)))) return;
    const undo = () => void this.#bringBack(written.version.version);
    await this.#draft.trying(async () => {
      const path = this.#path(`/versions/${version}/restore`);
      const { text } = await ask(CharacterText, path, { method: 'POST', ifMatch: written.etag });
      this.#draft.begin(this.slug, text);
      await this.#shown.reload(true);
      say(`Version ${version} is back, for the next call.`, { undo });
    });
  }

  async #compare(version: number): Promise<void> {
    await this.#draft.trying(async () => {
      const { text: before } = await ask(CharacterText, this.#path(`/versions/${version}`));
      this.comparing = { version, before };
    });
  }

  async #load(signal: AbortSignal): Promise<Shown> {
    const cast = await loadCast(signal);
    if (!mayAs(this.role, 'admin') || !cast.has(this.slug))
      return { cast, written: null, versions: [] };
    const written = await ask(CharacterText, this.#path(), { signal });
    const { versions } = await ask(Versions, this.#path('/versions'), { signal });
    this.#draft.follow(this.slug, written.text);
    if (this.comparing !== 'edit' || !this.#draft.dirty) this.comparing = null;
    return { cast, written, versions };
  }

  #path(rest = ''): string {
    return `/api/characters/${encodeURIComponent(this.slug)}${rest}`;
  }
}

const THROWN_AWAY = {
  title: 'Throw your edit away?',
  text: 'The text that you have changed is not in force and is kept nowhere.',
  act: 'Throw it away',
};

function isChanged(fault: unknown): boolean {
  return fault instanceof ConsoleFault && fault.problem?.code === 'changed_meanwhile';
}

const NOT_FOR_YOU = empty(
  'The text is for admins',
  'Your role sees the routing. An admin can show and change the text.',
);
