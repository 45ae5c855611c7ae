import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { CharacterOverview } from '../../../protocol/character-edit.ts';
import { avatarStyle } from '../../look/avatar-style.ts';
import { avatar } from '../../look/avatar.ts';
import { loadCast, nameOf, type Cast } from '../cast.ts';
import { Loaded } from '../loaded.ts';
import { badge } from '../parts/badge.ts';
import { pageHead } from '../parts/page-head.ts';
import { hoursOf } from '../parts/routing-facts.ts';
import { empty } from '../parts/states.ts';
import { moment } from '../parts/time.ts';
import { pathTo } from '../route.ts';
import { castStyle } from '../style/cast-style.ts';
import { pageStyle } from '../style/page-style.ts';

/** The characters who answer, and how calls flow between them. */
export class AgentsPage extends LitElement {
  static override styles = [...pageStyle, avatarStyle, castStyle];

  readonly #cast = new Loaded<Cast>(this, loadCast);

  protected override render(): TemplateResult {
    return html`${pageHead('Agents', 'The characters who answer, and how calls flow between them.')}
    ${this.#cast.show((cast) => this.#shown(cast), 4)}`;
  }

  #shown(cast: Cast): TemplateResult {
    if (cast.size === 0)
      return empty('Nobody answers yet', 'Put a character into the folder characters/.');
    return html`<ul class="cast">
      ${[...cast.values()].map((one) => this.#one(one, cast))}
    </ul>`;
  }

  #one(one: CharacterOverview, cast: Cast): TemplateResult {
    const { slug, name, description, enabled, appearance, handoff_targets, routing_config } = one;
    const numbers = routing_config?.primary_for_numbers ?? [];
    const targets = [
      ...handoff_targets.map((target) => target.slug),
      ...(routing_config?.transfer_rules ?? []).flatMap((rule) => rule.target_instance_id ?? []),
    ];
    const { version, at, author } = one.version;
    return html`<li class="card one">
      ${avatar({ name, appearance }, location.origin)}
      <div>
        <h2>
          <a href=${pathTo('agents', slug)}>${name}</a>
          ${enabled ? nothing : badge({ text: 'Off', tone: 'warn' })}
        </h2>
        <p class="soft small">${description}</p>
      </div>
      <dl>
        ${
          numbers.length > 0
            ? html`<div>
                <dt>Answers</dt>
                <dd>${numbers.join(', ')}</dd>
              </div>`
            : nothing
        }
        <div>
          <dt>Is there</dt>
          <dd>${hoursOf(one)}</dd>
        </div>
        <div>
          <dt>Hands off to</dt>
          <dd>
            ${[...new Set(targets)].map((target) => nameOf(cast, target)).join(', ') || 'Nobody'}
          </dd>
        </div>
        <div>
          <dt>Version</dt>
          <dd class="soft">
            ${version}, ${author ? `by ${author}` : 'from its file'}, ${moment(at)}
          </dd>
        </div>
      </dl>
    </li>`;
  }
}
