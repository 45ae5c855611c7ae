import type { ReactiveControllerHost } from 'lit';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CharacterDraft } from '../../web/console/character-draft.ts';

const HOST = {
  addController: () => undefined,
  requestUpdate: () => undefined,
} as unknown as ReactiveControllerHost;

let draft: CharacterDraft;
beforeEach(() => {
  // Its check, which asks the backend, never comes.
  vi.useFakeTimers();
  draft = new CharacterDraft(HOST);
  draft.begin('riley', 'in force');
});
afterEach(() => vi.useRealTimers());

it('an edit is kept when something else has come into force meanwhile', () => {
  draft.edit('mine');
  draft.follow('riley', 'theirs');
  expect(draft).toMatchObject({ text: 'mine', dirty: true });
  draft.edit('theirs');
  expect(draft.dirty).toBe(false);
});

it('where nothing was edited, what comes into force is shown, and another character always is', () => {
  draft.follow('riley', 'newer');
  expect(draft).toMatchObject({ text: 'newer', dirty: false });
  draft.edit('mine');
  draft.follow('jamie', 'in force');
  expect(draft).toMatchObject({ text: 'in force', dirty: false });
});
