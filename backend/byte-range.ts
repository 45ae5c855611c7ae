/** Part of something that is sent, in bytes; both ends belong to it. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * What a `Range` header asks for (RFC 9110, 14.1.2): null where all of it is to be sent, since there
 * is none, or one that we need not follow; `outside` where nothing of it is there.
 */
export function rangeIn(header: string | undefined, size: number): ByteRange | 'outside' | null {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return null;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return null;
  return from <= to ? { from, to } : 'outside';
}
