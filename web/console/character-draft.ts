import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { CharacterCheck, type PlacedFault } from '../../protocol/character-edit.ts';
import { ask, ConsoleFault } from './api.ts';

/** Whoever types is not interrupted. */
const PAUSE_MS = 500;

/** A character's text as it is being edited, checked whenever the typing pauses. */
export class CharacterDraft implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #slug = '';
  #inForce = '';
  #pause: ReturnType<typeof setTimeout> | undefined;
  text = '';
  faults: readonly PlacedFault[] = [];
  checking = false;
  /** What went wrong with an act, not with the text. */
  fault: ConsoleFault | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#pause);
  }

  /** The text is another one than what is in force. */
  get dirty(): boolean {
    return this.text !== this.#inForce;
  }

  /** What is in force has changed; an edit that is under way is kept. */
  follow(slug: string, text: string): void {
    if (slug === this.#slug && this.dirty) this.#inForce = text;
    else this.begin(slug, text);
  }

  /** Begins from what is in force. */
  begin(slug: string, text: string): void {
    clearTimeout(this.#pause);
    this.#slug = slug;
    this.#inForce = text;
    this.text = text;
    this.faults = [];
    this.checking = false;
    this.#host.requestUpdate();
  }

  edit(text: string): void {
    this.text = text;
    this.fault = null;
    this.checking = true;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.#check(text), PAUSE_MS);
    this.#host.requestUpdate();
  }

  /** Carries an act out; what goes wrong stands beside the text. */
  async trying(act: () => Promise<void>): Promise<void> {
    this.fault = null;
    try {
      await act();
    } catch (fault) {
      this.fault = fault instanceof ConsoleFault ? fault : new ConsoleFault(0);
    }
    this.#host.requestUpdate();
  }

  /** An answer about a text that is not there any more says nothing. */
  async #check(text: string): Promise<void> {
    await this.trying(async () => {
      const path = `/api/characters/${this.#slug}/check`;
      const { faults } = await ask(CharacterCheck, path, { method: 'POST', json: { text } });
      if (text === this.text) this.faults = faults;
    });
    if (text === this.text) this.checking = false;
    this.#host.requestUpdate();
  }
}
