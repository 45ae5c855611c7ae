import * as fc from 'fast-check';

/** As far as the document of our routes uses it. */
export interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  pattern?: string;
  format?: string;
}

/** What has broken somebody's parser, query, header, page, path or spreadsheet before. */
const EVIL = [
  '\u0000',
  '\ud800',
  "'; drop table audit; --",
  '../../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '<img src=x onerror=alert(1)>',
  '{{ headers }}{% include "x" %}',
  '=HYPERLINK("http://x")',
  'a\r\nX-Evil: 1',
  '__proto__',
  '%',
  '%00',
  '\\u0000',
  '\u202egnp.exe',
  'é'.repeat(300),
  '1e999',
];
export const evilText = fc.oneof(
  fc.constantFrom(...EVIL),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** What is no JSON value of anybody's schema. */
const wrong = fc.oneof(
  evilText,
  fc.constantFrom<unknown>(null, true, -1, 1.5, 2 ** 53, 1e308, [], {}, [[]], ''),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Names that stand for something that is there get it now and then. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

/** A value that fits the schema. */
export function fitting(schema: Schema, known: Known, name = ''): fc.Arbitrary<unknown> {
  const fresh = fresh_(schema, known, name);
  const there = known[name];
  return there ? fc.oneof(fc.constantFrom(...there), fresh) : fresh;
}

function fresh_(schema: Schema, known: Known, name: string): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if ('const' in schema) return fc.constant(schema.const);
  const either = schema.oneOf ?? schema.anyOf;
  if (either) return fc.oneof(...either.map((one) => fitting(one, known, name)));
  const [type] = [schema.type ?? 'object'].flat();
  if (type === 'string') return textOf(schema);
  if (type === 'integer' || type === 'number')
    return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 9999, 2 ** 31) });
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  if (type === 'array') {
    const { minItems: minLength = 0, maxItems = 3 } = schema;
    return fc.array(fitting(schema.items ?? {}, known, name), {
      minLength,
      maxLength: Math.max(minLength, Math.min(maxItems, 3)),
    });
  }
  return objectOf(schema, known);
}

function objectOf(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  const { properties, required = [], additionalProperties } = schema;
  if (!properties)
    return fc.dictionary(
      evilText,
      typeof additionalProperties === 'object'
        ? fitting(additionalProperties, known)
        : fc.jsonValue({ maxDepth: 2 }),
      { maxKeys: 3 },
    );
  const parts = Object.entries(properties).map(
    ([key, one]) => [key, fitting(one, known, key)] as const,
  );
  return fc.record(Object.fromEntries(parts), { requiredKeys: required });
}

function textOf({ format, pattern, minLength = 0, maxLength = 60 }: Schema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'date')
    return fc.constantFrom('2026-01-01', '2026-02-29', '0001-01-01', '9999-12-31');
  if (format === 'date-time')
    return fc.constantFrom(
      '2026-01-01T10:00:00.000Z',
      '0000-01-01T00:00:00.000Z',
      '9999-12-31T23:59:59.999Z',
    );
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern), { maxLength: 64 });
  const long = { minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) };
  return fc.oneof(fc.string({ unit: 'binary', ...long }), fc.constantFrom(...EVIL));
}

/** A value that fits but for one place. */
export function nearly(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  return fc
    .tuple(fitting(schema, known), fc.nat(), fc.nat(2), wrong)
    .map(([value, at, how, bad]) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return bad;
      const keys = Object.keys(value);
      const key = keys[at % Math.max(keys.length, 1)];
      if (key === undefined || how === 0) return { ...value, unheard_of: bad };
      const rest = Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
      return how === 1 ? rest : { ...value, [key]: bad };
    });
}
