import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnFrom, pathFault, tellAnswer, tellFailure } from '../../call/http-answer.ts';
import { buildRequest } from '../../call/http-tool.ts';
import { urlTemplateFault } from '../../call/url-template.ts';
import { HttpTool } from '../../protocol/http-tool.ts';
import { anHttpTool } from '../fakes/http-tool.ts';

const none = () => undefined;

function urlOf(url: string, account_id: string): string | undefined {
  const built = buildRequest(anHttpTool({ url }), { account_id }, {}, none);
  return 'url' in built ? built.url : undefined;
}

describe('the URL of a request', () => {
  const URL_OF_CUSTOMER = 'https://crm.example.com/customers/{{ account_id }}';

  it.each([
    ['4711', 'https://crm.example.com/customers/4711'],
    ['a b', 'https://crm.example.com/customers/a%20b'],
    ['a/b', 'https://crm.example.com/customers/a%2Fb'],
    ['../orders', 'https://crm.example.com/customers/..%2Forders'],
    ['%2e%2e', 'https://crm.example.com/customers/%252e%252e'],
    ['?admin=1#', 'https://crm.example.com/customers/%3Fadmin%3D1%23'],
    ['@evil.net', 'https://crm.example.com/customers/%40evil.net'],
    ['a\\b', 'https://crm.example.com/customers/a%5Cb'],
    ['{{ secret }}', 'https://crm.example.com/customers/%7B%7B%20secret%20%7D%7D'],
  ])('has %s as one encoded value', (value, expected) => {
    expect(urlOf(URL_OF_CUSTOMER, value)).toBe(expected);
    // Said once more by the template, it is not encoded twice.
    const said = 'https://crm.example.com/customers/{{ account_id | url_encode }}';
    expect(urlOf(said, value)).toBe(expected);
  });

  it.each(['.', '..'])('is refused where %s would lead out of the path', (value) => {
    expect(urlOf(URL_OF_CUSTOMER, value)).toBeUndefined();
    expect(urlOf(`${URL_OF_CUSTOMER}/orders`, value)).toBeUndefined();
  });

  it('is refused where a value is missing that would leave the whole collection', () => {
    expect(urlOf(URL_OF_CUSTOMER, '')).toBeUndefined();
    const inQuery = 'https://crm.example.com/customers?id={{ account_id }}&all=0';
    expect(urlOf(inQuery, '')).toBe('https://crm.example.com/customers?id=&all=0');
    expect(urlOf(inQuery, '1&all=1')).toBe(
      'https://crm.example.com/customers?id=1%26all%3D1&all=0',
    );
  });

  it('keeps its origin, its path and its parameters, whatever is said', () => {
    const template = 'https://crm.example.com/c/{{ account_id }}/o?q={{ account_id }}&k=1';
    const words = fc.string({
      unit: fc.constantFrom('.', '/', '\\', '%', '2', 'e', '?', '&', '@'),
    });
    fc.assert(
      fc.property(fc.oneof(words, fc.string({ unit: 'binary' })), (value) => {
        const url = urlOf(template, value);
        if (url === undefined) return;
        const { origin, pathname, searchParams, hash } = new URL(url);
        expect([origin, hash]).toEqual(['https://crm.example.com', '']);
        const [, first, second, third, ...more] = pathname.split('/');
        expect([first, third, more]).toEqual(['c', 'o', []]);
        expect(decodeURIComponent(second!)).toBe(value.trim());
        expect([...searchParams]).toEqual([
          ['q', value.trim()],
          ['k', '1'],
        ]);
      }),
    );
  });

  it('stands in the file up to its path, and has values but no tags', () => {
    const refused = (url: string) => HttpTool.safeParse({ ...anHttpTool(), url }).error;
    for (const url of [
      'https://{{ host }}/a',
      'https://crm.{{ domain }}/a',
      'https://crm.example.com{{ path }}',
      'https://user:{{ word }}@crm.example.com/',
      '{{ url }}',
      'ftp://crm.example.com/',
    ])
      expect(refused(url)?.issues[0]?.message, url).toContain('a host without a template');
    expect(urlTemplateFault('https://crm.example.com/{{ id | upcas }}')).toContain('upcas');
    expect(urlTemplateFault('https://crm.example.com/{% echo id %}')).toContain('echo');
    expect(urlTemplateFault('https://crm.example.com/{{ id | default: 7 }}')).toBeNull();
  });
});

describe('the request of a tool', () => {
  const secret = (name: string) => (name === 'BATON_TOOL_CRM_TOKEN' ? 't0k{{ en }}' : undefined);
  const authorised = anHttpTool({
    headers: { Authorization: 'Bearer ${BATON_TOOL_CRM_TOKEN}', 'X-Tier': '{{ tier }}' },
  });

  it('takes what the model gives before what the call knows, and what the call knows besides', () => {
    const tool = anHttpTool();
    const known = { account_id: 'known', secret: 'no' };
    expect(buildRequest(tool, { account_id: 'given' }, known, none)).toMatchObject({
      url: 'https://crm.example.com/customers/given',
    });
    expect(buildRequest(tool, {}, known, none)).toMatchObject({
      url: 'https://crm.example.com/customers/known',
    });
    const others = { account_id: 'given', tier: 'the model cannot set this' };
    expect(buildRequest(authorised, others, {}, secret)).not.toHaveProperty('headers.x-tier');
  });

  it('names the parameters that it cannot do without', () => {
    const tool = anHttpTool({ parameters: { account_id: { required: true } } });
    for (const args of [{}, { account_id: ' ' }, { account_id: null }, { account_id: {} }])
      expect(buildRequest(tool, args, {}, none)).toEqual({
        lacks: 'parameters',
        names: ['account_id'],
      });
  });

  it('puts secrets into headers as they are, and never an empty one', () => {
    const args = { account_id: '1' };
    expect(buildRequest(authorised, args, {}, secret)).toMatchObject({
      headers: { authorization: 'Bearer t0k{{ en }}' },
    });
    expect(buildRequest(authorised, args, {}, none)).toEqual({
      lacks: 'secret',
      variable: 'BATON_TOOL_CRM_TOKEN',
    });
  });

  it('does not put a secret where the caller names one', () => {
    const words = '${BATON_TOOL_CRM_TOKEN} {{ baton_tool_secrets.BATON_TOOL_CRM_TOKEN }}';
    const built = buildRequest(authorised, { account_id: words }, { tier: words }, secret);
    expect(built).toMatchObject({ headers: { 'x-tier': words } });
    expect(decodeURIComponent((built as { url: string }).url)).toContain(words);
  });

  it('keeps a header in one line, and refuses one that no header can hold', () => {
    const tier = 'gold\r\nX-Admin: 1';
    expect(buildRequest(authorised, { account_id: '1' }, { tier }, secret)).toMatchObject({
      headers: { 'x-tier': 'gold X-Admin: 1' },
    });
    expect(buildRequest(authorised, { account_id: '1' }, { tier: 'ذهب' }, secret)).toEqual({
      lacks: 'fitting_header',
      header: 'X-Tier',
    });
  });

  it('fills in a JSON body without breaking it, and keeps numbers and booleans', () => {
    const tool = anHttpTool({
      method: 'POST',
      parameters: { account_id: {}, amount: { type: 'number' }, express: { type: 'boolean' } },
      body: {
        id: '{{ account_id }}',
        amount: '{{ amount }}',
        express: '{{ express }}',
        note: ['{{ amount }} Euro', 7, null, { unknown: '{{ nobody }}' }],
      },
    });
    const args = { account_id: '1", "admin": true', amount: 12.5, express: false };
    const built = buildRequest(tool, args, {}, none);
    expect(built).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    expect(JSON.parse((built as { body: string }).body)).toEqual({
      id: '1", "admin": true',
      amount: 12.5,
      express: false,
      note: ['12.5 Euro', 7, null, { unknown: '' }],
    });
  });

  it.each([
    [{ timeout_ms: 100 }, 'timeout_ms'],
    [{ timeout_ms: 60_000 }, 'timeout_ms'],
    [{ method: 'GET', body: {} }, 'body'],
    [{ headers: { Host: 'evil.net' } }, 'headers.Host'],
    [{ headers: { 'a b': 'c' } }, 'headers.a b'],
    [{ headers: { Authorization: '${OPENAI_API_KEY}' } }, 'headers.Authorization'],
    [{ output: { tier: 'tier' } }, 'output.tier'],
    [{ output: { 'user.name': '$.a' } }, 'output.user.name'],
    [{ verb: 'GET' }, ''],
  ])('is refused in the file with its place: %o', (wrong, path) => {
    const read = HttpTool.safeParse({ ...anHttpTool(), ...wrong });
    expect(read.error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});

describe('an answer', () => {
  const { output } = anHttpTool();

  it('sets the variables that its paths lead to', () => {
    const json = { tier: 'vip', ltv: 60_000, other: 1 };
    expect(learnFrom(json, output, {})).toEqual({ customer_tier: 'vip', lifetime_value: 60_000 });
  });

  it('gives a declared variable its type, or leaves it out', () => {
    const declared = {
      customer_tier: { type: 'number' },
      lifetime_value: { type: 'number' },
    } as const;
    expect(learnFrom({ tier: 'vip', ltv: '60000' }, output, declared)).toEqual({
      lifetime_value: 60_000,
    });
  });

  it('leaves out what is no text, number or boolean, what is empty, and what is not there', () => {
    expect(learnFrom({ tier: { name: 'vip' }, ltv: [1] }, output, {})).toEqual({});
    expect(learnFrom({ tier: null, ltv: '' }, output, {})).toEqual({});
    const declared = { lifetime_value: { type: 'number' } } as const;
    expect(learnFrom({ ltv: [] }, output, declared)).toEqual({});
    for (const json of [null, [], 'vip', 7]) expect(learnFrom(json, output, {})).toEqual({});
  });

  it('is found at any path of RFC 9535, the first value first', () => {
    const json = {
      orders: [
        { id: 1, open: false },
        { id: 2, open: true },
      ],
    };
    const found = learnFrom(json, { order: '$.orders[?@.open == true].id', last: '$..id' }, {});
    expect(found).toEqual({ order: 2, last: 1 });
    expect(pathFault('$.orders[?@.open == true].id')).toBeNull();
    expect(pathFault('$.orders[')).not.toBeNull();
  });

  it('that is nested without end sets nothing and breaks nothing', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(learnFrom(deep, { any: '$..x' }, {})).toEqual({});
    expect(tellAnswer(deep, {}, {})).toBe('It is done.');
  });

  it('is told to the model in short: what was mapped, else the scalars at its top', () => {
    const json = { tier: 'vip', ltv: 60_000, orders: [1] };
    const learned = learnFrom(json, output, {});
    expect(tellAnswer(json, output, learned)).toBe(
      '{"customer_tier":"vip","lifetime_value":60000}',
    );
    expect(tellAnswer(json, {}, {})).toBe('{"tier":"vip","ltv":60000}');
    expect(tellAnswer(json, output, {})).toBe('The answer held nothing that was looked for.');
    expect(tellAnswer(null, {}, {})).toBe('It is done.');
  });

  it('never fills the context of the model', () => {
    const json = Object.fromEntries(
      Array.from({ length: 5000 }, (_, n) => [`key_${n}`, 'x'.repeat(40)]),
    );
    expect(tellAnswer({ ...json, huge: 'x'.repeat(200_000) }, {}, {}).length).toBeLessThan(1100);
    const [value] = Object.values(learnFrom({ tier: 'x'.repeat(200_000) }, output, {}));
    expect(String(value)).toHaveLength(1000);
  });
});

describe('a failure', () => {
  it('is told to the model in a sentence', () => {
    expect(tellFailure({ fault: 'timeout' }, 'GET')).toBe(
      'The look-up did not answer in time. Go on without it.',
    );
    expect(tellFailure({ fault: 'timeout' }, 'POST')).toContain('is not known');
    expect(tellFailure({ fault: 'status', status: 404 }, 'GET')).toBe('The look-up found nothing.');
    expect(tellFailure({ fault: 'status', status: 500 }, 'GET')).toBe(
      'The look-up failed. Go on without it.',
    );
    expect(tellFailure({ fault: 'refused_host' }, 'GET')).toContain('not possible');
  });
});
