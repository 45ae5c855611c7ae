import { sentencesIn } from './sentences.ts';

/** More than these are not read out. */
const MOST_READ_OUT = 3;

/** "Jamie Lee (accounts)" as it is said: "Jamie Lee in accounts". */
export function spokenPerson(display_name: string, language: string): string {
  const [, name, place] = /^([^()]*[^()\s])\s*\(([^()]+)\)$/.exec(display_name) ?? [];
  if (name === undefined || place === undefined) return display_name;
  return sentencesIn(language).at_work(name, place.trim());
}

/** Asks which of them is meant; where it is one, whether it is. */
export function whichPerson(names: readonly string[], language: string): string {
  const { is_it, many_people, which_person } = sentencesIn(language);
  const spoken = names.map((name) => spokenPerson(name, language));
  const [only = '', ...others] = spoken;
  if (others.length === 0) return is_it(only);
  const list = new Intl.ListFormat(language.startsWith('es') ? 'es' : 'en');
  const read = list.format(spoken.slice(0, MOST_READ_OUT));
  return names.length > MOST_READ_OUT ? many_people(read) : which_person(read);
}
