import { html, nothing, type TemplateResult } from 'lit';
import type { PlacedFault } from '../../../protocol/character-edit.ts';
import type { CharacterDraft } from '../character-draft.ts';
import { badge } from './badge.ts';
import { faultList } from './states.ts';

export interface EditorCard {
  readonly slug: string;
  readonly draft: CharacterDraft;
  /** What is compared, where something is. */
  readonly comparison: TemplateResult | null;
  /** The edit is what is compared. */
  readonly comparingEdit: boolean;
  readonly compareEdit: () => void;
  readonly discard: () => void;
  readonly put: () => void;
  readonly show: (fault: PlacedFault) => void;
}

/** The text of a character, what is wrong with it, and what can be done with it. */
export function editorCard(card: EditorCard): TemplateResult {
  const { slug, draft, comparison } = card;
  const changed = draft.dirty;
  const { compareEdit, discard, put, comparingEdit } = card;
  return html`<section class="card editor" aria-labelledby="text-title">
    <div class="editor-head">
      <h2 id="text-title">characters/${slug}.md</h2>
      <div class="acts">
        <button
          class="button tight"
          type="button"
          aria-pressed=${String(comparingEdit)}
          ?disabled=${!changed}
          @click=${compareEdit}
        >
          ${comparingEdit ? 'Hide changes' : 'Show changes'}
        </button>
        <button class="button tight" type="button" ?disabled=${!changed} @click=${discard}>
          Discard
        </button>
        <button
          class="button tight primary"
          type="button"
          ?disabled=${!changed || draft.checking || draft.faults.length > 0}
          @click=${put}
        >
          Put into force
        </button>
      </div>
    </div>
    <div class="verdict" role="status">${verdict(draft, changed)}</div>
    ${draft.fault ? faultList(draft.fault) : nothing} ${places(draft.faults, card.show)}
    ${comparison ?? nothing}
    <console-text
      label=${`Text of ${slug}`}
      .text=${draft.text}
      .faults=${draft.faults}
      @edited=${(event: CustomEvent<string>) => {
        draft.edit(event.detail);
      }}
    ></console-text>
  </section>`;
}

function verdict({ checking, faults }: CharacterDraft, changed: boolean): TemplateResult {
  if (checking) return html`<span class="soft">Checking…</span>`;
  if (faults.length > 0) {
    const one = faults.length === 1;
    return html`${badge({ text: one ? 'One fault' : `${faults.length} faults`, tone: 'bad' })}
      <span class="soft">Mend ${one ? 'it' : 'them'}, then the text can be put into force.</span>`;
  }
  if (!changed) return html`<span class="soft">This is in force.</span>`;
  return html`${badge({ text: 'It is well written', tone: 'good' })}
    <span class="soft"
      >Counts from the next call on; calls that go on keep what they began with.</span
    >`;
}

function places(
  faults: readonly PlacedFault[],
  show: (fault: PlacedFault) => void,
): TemplateResult | typeof nothing {
  if (faults.length === 0) return nothing;
  return html`<ul class="places" aria-label="Faults">
    ${faults.map(
      (one) =>
        html`<li>
          <button
            type="button"
            @click=${() => {
              show(one);
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
