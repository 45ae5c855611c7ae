import { html, nothing, type TemplateResult } from 'lit';
import type { Appearance } from '../../protocol/character.ts';
import { tint } from './tint.ts';

export interface Face {
  readonly name: string;
  readonly appearance: Appearance;
}

/** A picture over initials: a picture that does not load leaves the initials. */
export function avatar(face: Face, server: string): TemplateResult {
  const source = pictureOf(face.appearance.avatar, server);
  const picture =
    source === undefined
      ? nothing
      : html`<img src=${source} alt="" decoding="async" @error=${drop} @load=${show} />`;
  return html`<span class="avatar" ${tint(face.appearance.color)} aria-hidden="true"
    ><span class="initials">${initialsOf(face.name)}</span>${picture}</span
  >`;
}

const ARTICLES = ['the', 'a', 'an', 'el', 'la', 'los', 'las'];

/** Of the first and the last word; an article is none, unless there is nothing else. */
export function initialsOf(name: string): string {
  const all = name.split(/\s+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const named = all.filter((word) => !ARTICLES.includes(word.toLowerCase()));
  const words = named.length > 0 ? named : all;
  const first = words.at(0) ?? '';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return [first, last]
    .map((word) => Array.from(word)[0] ?? '')
    .join('')
    .toLocaleUpperCase();
}

function pictureOf(avatarUrl: string | undefined, server: string): string | undefined {
  if (avatarUrl === undefined) return undefined;
  try {
    const url = new URL(avatarUrl, server);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

function drop(event: Event): void {
  if (event.target instanceof HTMLElement) event.target.hidden = true;
}

function show(event: Event): void {
  if (event.target instanceof HTMLElement) event.target.hidden = false;
}
