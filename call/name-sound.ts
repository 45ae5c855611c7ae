import { doubleMetaphone } from 'double-metaphone';

/**
 * Names that do not sound in English as they are written, with what a recogniser writes instead.
 * Spelling rules cannot know them; everything else is left to rules.
 */
const SAID = table(`
  aoife: eefa efa
  bjork: byork
  caoimhe: keeva kweeva
  ciara: keera kira
  cillian: killian
  dara: darragh
  eoin: owen
  eoghan: owen
  geoff: jeff
  geoffrey: jeffrey
  giovanni: jovanni
  graham: gram graeme
  hugh: hew hue
  jaime: jamie hymie
  javier: havier xavier
  jesus: hesoos
  joao: jwow
  joaquin: wakeen
  jorge: horhay
  jose: hosay
  juan: wan won one
  leigh: lee
  luca: looka
  marjorie: margery
  mei: may
  meghan: megan
  mikhail: michael
  ng: ing
  nguyen: win when wen newyen nuyen nooyen
  niamh: neve neev
  oisin: osheen
  padraig: porrick
  phoebe: feebee
  qian: chian
  rhys: reese reece
  saoirse: sersha searsha
  sean: shawn shaun shon
  sian: shahn sharn
  siobhan: shivon shavon
  sinead: shinaid
  stephen: steven
  tadhg: tige tiger
  thierry: terry
  wojciech: voychek
  xavier: zavier
  xiao: shao
  xu: shoe shu
  yvonne: evon
  yvette: evette
  zhang: jang
  zhao: jao
  zhou: joe jo
`);

const DIGITS = table(
  `0: zero\n1: one\n2: two\n3: three\n4: four\n5: five\n6: six\n7: seven\n8: eight\n9: nine`,
);

const LETTERS = table(`
  b: bee\nc: see\nd: dee\ne: ee\nf: eff\ng: jee\nh: aitch\ni: eye\nj: jay\nk: kay\nl: ell\nm: em\nn: en
  o: oh\np: pee\nq: cue\nr: ar\ns: ess\nt: tee\nu: you\nv: vee\nx: ex\ny: why\nz: zee
`);

/** A lone letter as it is said; any other word as it is. */
export function letterSaid(word: string): string {
  return (word.length === 1 && LETTERS.get(word)?.[0]) || word;
}

/** How a word may sound: the form it is written in, and the others it may be taken for. */
export function formsOf(word: string): readonly string[] {
  return [word, ...(SAID.get(word) ?? []), ...(DIGITS.get(word) ?? [])];
}

/** The double metaphone (Philips, 2000): consonants only, so little for a short word. */
export function soundsOf(word: string): readonly string[] {
  return [...new Set(doubleMetaphone(word))].filter(Boolean);
}

/** Rules that write a word nearer to how it sounds, vowels kept, in this order. */
const RESPELL: readonly (readonly [RegExp, string])[] = [
  [/^(?:kn|gn|pn)/, 'n'],
  [/^wr/, 'r'],
  [/^ps/, 's'],
  [/^x/, 'z'],
  [/^mc(?=.)/, 'mak'],
  [/^mac(?=[^aeiouy]).?/, 'mak$&'],
  [/makmac/, 'mak'],
  [/tch/g, 'ch'],
  [/sch/g, 'sh'],
  [/ch(?=[rl])/g, 'k'],
  [/ph/g, 'f'],
  [/gh(?=[aeiou])/g, 'g'],
  [/gh/g, ''],
  [/dg(?=[eiy])/g, 'j'],
  [/g(?=[eiy])/g, 'j'],
  [/c(?=[eiy])/g, 's'],
  [/ck|cq|c(?!h)|q/g, 'k'],
  [/x/g, 'ks'],
  [/z/g, 's'],
  [/th/g, 't'],
  [/wh/g, 'w'],
  [/eah?$/, 'ia'],
  [/(?:ay|ey|ai|ei)e?(?=r)/g, 'ai'],
  [/eigh|ey$|ay|ei|ai/g, 'e'],
  [/ee|ea|ie|y/g, 'i'],
  [/oo|ou|ew|ue|ui/g, 'u'],
  [/aw|au|oa|ow/g, 'o'],
  [/([aeiou])h/g, '$1'],
  [/(.)\1+/g, '$1'],
  [/(?<=..)e$/, ''],
  [/(?<=[aeiou].*[^aeiou])[aeiou]$/, '@'],
];

/** A word roughly as it sounds in English: for comparing, not for reading. */
export function respell(word: string): string {
  return RESPELL.reduce((text, [is, becomes]) => text.replace(is, becomes), word) || word;
}

/** Both ways: who is written "Nguyen" is heard as "win", and who is written "Win" may be Nguyen. */
function table(lines: string): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, string[]>();
  const add = (from: string, to: string) => map.set(from, [...(map.get(from) ?? []), to]);
  for (const line of lines.trim().split('\n')) {
    const [written = '', said = ''] = line.trim().split(': ');
    for (const one of said.split(' ')) add(written, one);
  }
  return map;
}
