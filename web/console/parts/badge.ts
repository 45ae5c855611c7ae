import { html, type TemplateResult } from 'lit';
import type { Tone } from './words.ts';

export function badge({ text, tone }: { text: string; tone: Tone }): TemplateResult {
  return html`<span class="badge ${tone}">${text}</span>`;
}
