import { html, nothing, type TemplateResult } from 'lit';
import type { CharacterVersionInfo } from '../../../protocol/character-edit.ts';
import { badge } from './badge.ts';
import { exactly, moment } from './time.ts';

export interface VersionActs {
  readonly compare: (version: number) => void;
  readonly bringBack: (version: number) => void;
}

/** What a character was, newest first; each can be compared and brought back. */
export function versionsCard(
  versions: readonly CharacterVersionInfo[],
  inForce: number,
  acts: VersionActs,
): TemplateResult {
  return html`<section class="card" aria-labelledby="versions">
    <h2 id="versions">Versions</h2>
    <ul class="versions">
      ${versions.map((one) => item(one, inForce, acts))}
    </ul>
  </section>`;
}

function item(one: CharacterVersionInfo, inForce: number, acts: VersionActs): TemplateResult {
  const { version, at, author, removed } = one;
  const who = removed ? 'taken away' : author ? `by ${author}` : 'from its file';
  const isInForce = version === inForce;
  return html`<li>
    <div class="top">
      <strong>Version ${version}</strong>
      ${isInForce ? badge({ text: 'In force', tone: 'good' }) : nothing}
    </div>
    <p class="soft small"><time datetime=${at} title=${exactly(at)}>${moment(at)}</time>, ${who}</p>
    ${isInForce || removed ? nothing : buttons(version, acts)}
  </li>`;
}

function buttons(version: number, { compare, bringBack }: VersionActs): TemplateResult {
  return html`<div class="acts">
    <button
      class="button tight"
      type="button"
      aria-label=${`Compare version ${version}`}
      @click=${() => {
        compare(version);
      }}
    >
      Compare
    </button>
    <button
      class="button tight"
      type="button"
      aria-label=${`Bring back version ${version}`}
      @click=${() => {
        bringBack(version);
      }}
    >
      Bring back
    </button>
  </div>`;
}
