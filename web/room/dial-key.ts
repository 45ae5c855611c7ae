export const DIAL_KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;
export type DialKey = (typeof DIAL_KEYS)[number];

export function isDialKey(text: string): text is DialKey {
  return DIAL_KEYS.some((key) => key === text);
}

/** The RFC 4733 event code of a key. */
export function dialCode(key: DialKey): number {
  if (key === '*') return 10;
  if (key === '#') return 11;
  return Number(key);
}
