import { describe, expect, it } from 'vitest';
import { readCharacterFile } from '../../backend/characters/character-file.ts';
import { characterText } from './stand.ts';

const LOOKUP = `tools:
  - end_call
  - type: http
    name: lookup_customer
    description: Looks the caller up.
    url: https://crm.example.com/customers/{{ account_id }}
`;

const read = (more: string) =>
  readCharacterFile('riley.md', characterText('Riley', `${LOOKUP}${more}`));
const faults = (more: string) =>
  read(more).faults.map(({ path, line, expected }) => ({ path, line, expected }));

describe('an HTTP tool in a character file', () => {
  it('is read with its defaults filled in', () => {
    expect(read('').character?.tools).toMatchObject([
      'end_call',
      { type: 'http', method: 'GET', timeout_ms: 5000, parameters: {}, headers: {}, output: {} },
    ]);
  });

  it("may call its output by the source document's name", () => {
    const { character } = read('    outputMapping:\n      customer_tier: $.tier\n');
    expect(character?.tools[1]).toMatchObject({ output: { customer_tier: '$.tier' } });
    expect(faults('    outputMapping:\n      customer_tier: tier\n')).toMatchObject([
      { path: 'tools[1].outputMapping.customer_tier', line: 12 },
    ]);
  });

  it.each([
    ["    waiting: 'One {{ moment'\n", 'tools[1].waiting', 11],
    ['    headers:\n      X-A: a\n      X-B: "{{ x | upcas }}"\n', 'tools[1].headers.X-B', 13],
    ['    method: POST\n    body:\n      a: [1, "{{ x"]\n', 'tools[1].body.a[1]', 13],
    ['    output:\n      tier: $.a[\n', 'tools[1].output.tier', 12],
    ['    timeout_ms: 1\n', 'tools[1].timeout_ms', 11],
    ['    method: FETCH\n', 'tools[1].method', 11],
    [
      '    headers:\n      Authorization: Bearer ${OPENAI_API_KEY}\n',
      'tools[1].headers.Authorization',
      12,
    ],
    ['    verb: GET\n', 'tools[1].verb', 11],
  ])('is refused with file, path and line: %j', (more, path, line) => {
    expect(faults(more)).toMatchObject([{ path, line }]);
  });

  it('is refused at the line of its URL, where that has tags or a host to be filled in', () => {
    const from = 'https://crm.example.com/customers/{{ account_id }}';
    const withUrl = (url: string) =>
      readCharacterFile('riley.md', characterText('Riley', LOOKUP.replace(from, url))).faults;
    expect(withUrl("'https://crm.example.com/{% if x %}a{% endif %}'")).toMatchObject([
      { path: 'tools[1].url', line: 10, expected: expect.stringContaining('no tags') },
    ]);
    expect(withUrl("'https://{{ host }}/a'")).toMatchObject([
      { path: 'tools[1].url', line: 10, expected: expect.stringContaining('a host without') },
    ]);
  });

  it('is refused under a name that another tool has, and with a type that there is not', () => {
    const named = LOOKUP.replace('lookup_customer', 'handoff_agent');
    expect(readCharacterFile('riley.md', characterText('Riley', named)).faults).toMatchObject([
      { path: 'tools[1].name', line: 8 },
    ]);
    const typed = LOOKUP.replace('type: http', 'type: soap');
    const [fault] = readCharacterFile('riley.md', characterText('Riley', typed)).faults;
    expect(fault).toMatchObject({ line: 7, expected: 'a tool of type tel or http' });
  });
});
