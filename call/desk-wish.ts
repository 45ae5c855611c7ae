/** What a caller wants who waits at the desk, besides waiting. */
export type DeskWish = 'call_back' | 'go_back';

const KEYS: Readonly<Record<string, DeskWish>> = { '1': 'call_back', '2': 'go_back' };

/** As a key; null where it means nothing there. */
export function wishOfKey(key: string): DeskWish | null {
  return KEYS[key] ?? null;
}

/** In words. A caller who speaks to somebody beside them has asked for nothing. */
export function wishIn(text: string, language: string): DeskWish | null {
  const { call_back, go_back } = wordsOf(language);
  const heard = plain(text);
  if (call_back.test(heard)) return 'call_back';
  return go_back.test(heard) ? 'go_back' : null;
}

const ENGLISH = {
  call_back: / (call|ring) (me|us) (back|later|again)| (a|be) call(ed)? back | callback /,
  go_back: / (go|come|get|take me|bring me|want|switch) back | leave the (line|queue) /,
};
const SPANISH = {
  call_back: / (volver a llamar|llámeme|llámame|llámenme|me llamen|que me llame) /,
  go_back: / (volver|vuelvo|regresar|salir de la cola) /,
};

function wordsOf(language: string) {
  return language.toLowerCase().startsWith('es') ? SPANISH : ENGLISH;
}

function plain(text: string): string {
  const bare = text.normalize('NFC').toLowerCase();
  return ` ${bare.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;
}
