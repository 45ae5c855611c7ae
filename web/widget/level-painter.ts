import type { LitElement } from 'lit';
import type { Levels } from '../room/call-room.ts';

/** Paints loudness as custom properties, past the renderer: sixty times a second is too often for it. */
export class LevelPainter {
  readonly #element: LitElement;
  readonly #levels: () => Levels;
  #frame: number | undefined;

  constructor(element: LitElement, levels: () => Levels) {
    this.#element = element;
    this.#levels = levels;
  }

  start(): void {
    this.#frame ??= requestAnimationFrame(this.#paint);
  }

  stop(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  readonly #paint = (): void => {
    this.#frame = requestAnimationFrame(this.#paint);
    const panel = this.#element.renderRoot.querySelector<HTMLElement>('#panel');
    if (panel === null) return;
    const { caller, agent } = this.#levels();
    panel.style.setProperty('--caller-level', shown(caller));
    panel.style.setProperty('--agent-level', shown(agent));
  };
}

/** Speech sits low in the scale; the root brings it to where the eye sees it move. */
function shown(level: number): string {
  return Math.sqrt(level).toFixed(2);
}
