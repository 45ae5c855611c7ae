import { describe, expect, it } from 'vitest';
import { readCharacterFile } from '../../backend/characters/character-file.ts';
import { readDirectoryCsv } from '../../backend/directory-csv.ts';
import { searchDirectory } from '../../call/directory-search.ts';
import { learnFrom, pathFault } from '../../call/http-answer.ts';
import { headersIn } from '../../call/headers.ts';
import { directDestination } from '../../call/dialing.ts';
import { renderText, templateFault } from '../../call/template.ts';
import { renderUrl } from '../../call/url-template.ts';
import { DialingPolicy } from '../../protocol/dialing.ts';
import { SECRET_REFERENCE } from '../../protocol/http-tool.ts';
import { isMailAddress } from '../../protocol/message.ts';
import { OperatorName } from '../../protocol/operator.ts';
import { Slug } from '../../protocol/slug.ts';

const LONG = 100_000;
/** What makes a pattern try again and again: one thing many times, and an end that does not fit. */
const PUMPED = [
  'a',
  ' ',
  '-',
  '0',
  'a-',
  '${',
  '{{',
  '\n',
  '---\n',
  '"',
  "'",
  '.',
  '@',
  '=',
  '\t ',
].map((part) => `${part.repeat(LONG / part.length)}!`);
const policy = DialingPolicy.parse({ countries: ['US'], headers: { in: ['x-a'], out: [] } });
const entries = [{ display_name: 'Jamie Lee (accounts)', aliases: ['James'] }];

/** What takes in text of callers, of other services, or of those who write files. */
const TAKERS: Record<string, (text: string) => unknown> = {
  slug: (text) => Slug.safeParse(text),
  'name of an operator': (text) => OperatorName.safeParse(text),
  'mail address': isMailAddress,
  'header of an INVITE': (text) => headersIn({ 'X-A': text, [text]: 'a' }, policy.headers),
  'number that was said': (text) => directDestination(text, policy),
  'name that was heard': (text) => searchDirectory(entries, text.slice(0, 200)),
  'value in a URL': (text) => renderUrl('https://a.example/{{ v }}', { v: text }),
  'reference to a secret': (text) => [...text.matchAll(SECRET_REFERENCE)],
  'template of a file': (text) => templateFault(text),
  'value in a template': (text) => renderText('{{ v }}', { v: text }),
  'file of a directory': (text) => readDirectoryCsv(new TextEncoder().encode(text)),
  'character file': (text) => fails(() => readCharacterFile('a.md', `---\nname: A\n---\n${text}`)),
  'front matter': (text) => fails(() => readCharacterFile('a.md', `---\n${text}`)),
};

function fails(action: () => unknown): unknown {
  try {
    return action();
  } catch (fault) {
    return fault;
  }
}

describe('text that is made to be slow', () => {
  it.each(Object.keys(TAKERS))('is done with in no time as a %s', (name) => {
    for (const text of PUMPED) {
      const begun = process.cpuUsage();
      TAKERS[name]!(text);
      const { user } = process.cpuUsage(begun);
      expect([name, text.slice(0, 4), user < 2_000_000]).toEqual([name, text.slice(0, 4), true]);
    }
  });
});

describe('what an author writes', () => {
  it('holds no pattern that somebody’s answer could keep busy', () => {
    const path = "$[?search(@.a, '(a+)+$')]";
    expect(pathFault(path)).toMatch(/search/);
    expect(pathFault("$[?match(@.a, '(a+)+$')]")).not.toBeNull();
    const answer = [{ a: `${'a'.repeat(40)}!` }];
    expect(learnFrom(answer, { x: path }, {})).toEqual({});
    expect(pathFault('$.items[?length(@.name) > 3].name')).toBeNull();
  });

  it('holds no loop without end: the file is refused, and a call goes on', () => {
    const endless = '{% for i in (1..100000000) %}x{% endfor %}';
    expect(templateFault(endless)?.said).toMatch(/limit exceeded/);
    expect(() => renderText('{% for i in (1..n) %}x{% endfor %}', { n: 1e8 })).toThrow(/limit/);
    const nested = '{% for i in (1..9000) %}'.repeat(3) + 'x' + '{% endfor %}'.repeat(3);
    expect(templateFault(nested)?.said).toMatch(/limit exceeded/);
    expect(templateFault('{{ visitor.name | split: "," | first }}')).toBeNull();
    expect(templateFault('{{ call_duration | divided_by: 0 | date: nothing }}')).toBeNull();
  });

  it('reads no file from the disk', () => {
    for (const tag of ['include', 'render', 'layout'])
      expect(templateFault(`{% ${tag} "/etc/passwd" %}`)).not.toBeNull();
  });

  it('grows no document out of a few lines of YAML', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (let n = 1; n < 9; n += 1) {
      const [was, is] = ['abcdefghi'[n - 1], 'abcdefghi'[n]];
      bomb.push(`${is}: &${is} [${Array(9).fill(`*${was}`).join(', ')}]`);
    }
    const deep = `handoff_targets: ${'['.repeat(500)}${']'.repeat(500)}`;
    for (const yaml of [bomb.join('\n'), deep])
      expect(readCharacterFile('a.md', `---\n${yaml}\n---\nHi.`).faults).toMatchObject([
        { expected: expect.stringMatching(/^YAML/) },
      ]);
  });
});
