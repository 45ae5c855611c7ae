const SPELLED: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': ', ',
  '—': ', ',
  '…': '. ',
  '€': ' euros ',
  '£': ' pounds ',
  '&': ' and ',
  '%': ' percent ',
  '@': ' at ',
  '+': ' plus ',
};

/**
 * Text as an ASCII voice can read it: accents off, signs spelled out, everything else left out.
 * Empty when nothing is left to say.
 */
export function speakable(text: string): string {
  const spelled = Array.from(text.normalize('NFC'), (sign) => SPELLED[sign] ?? sign).join('');
  const ascii = spelled
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]+/g, (signs) => (/\s/.test(signs) ? ' ' : ''))
    .replace(/[*_`#<>{}[\]|\\^~]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return /[a-z0-9]/i.test(ascii) ? ascii : '';
}
