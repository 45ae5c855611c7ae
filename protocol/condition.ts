import { z } from 'zod';
import { Scalar } from './context.ts';

export const OPERATORS = ['==', '!=', '>', '>=', '<', '<=', 'contains', 'in'] as const;
export type Operator = (typeof OPERATORS)[number];

/** A variable as a template names it: `tier`, `headers.x_account_id`, `user.tier`. */
const VariablePath = z
  .string()
  .trim()
  .regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/, 'a variable, such as "tier" or "headers.x_account_id"');

/** One comparison; `in` takes a list, every other operator one value. */
export const Comparison = z
  .strictObject({
    variable: VariablePath,
    op: z.enum(OPERATORS),
    value: z.union([Scalar, z.array(Scalar).min(1)]),
  })
  .refine(({ op, value }) => (op === 'in') === Array.isArray(value), {
    path: ['value'],
    message: 'a list for "in", one value for every other operator',
  });
export type Comparison = z.infer<typeof Comparison>;

/** When a target is open, or a route is taken (T7). */
export type Condition =
  | Comparison
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly always: true };

const EXPECTED =
  'a condition: { variable, op, value }, { all: […] }, { any: […] }, { always: true }, or text such as \'{{ tier }} == "vip"\'';

/** A condition as a person writes it: as an object, or as the document's equation in text. */
export const WrittenCondition: z.ZodType<Condition> = z.lazy(() =>
  z.unknown().transform((written, context): Condition => {
    const read = readCondition(written);
    if ('condition' in read) return read.condition;
    for (const issue of read.issues) context.issues.push({ ...issue, input: written } as never);
    return z.NEVER;
  }),
);

const List = z.array(WrittenCondition).min(1, 'at least one condition');
const All = z.strictObject({ all: List });
const Any = z.strictObject({ any: List });
const Always = z.strictObject({ always: z.literal(true) });

type Read = { condition: Condition } | { issues: readonly z.core.$ZodIssue[] };

function readCondition(written: unknown): Read {
  if (typeof written === 'string') return readEquation(written);
  const form =
    typeof written !== 'object' || written === null
      ? null
      : 'all' in written
        ? All
        : 'any' in written
          ? Any
          : 'always' in written
            ? Always
            : 'variable' in written
              ? Comparison
              : null;
  if (!form) return wrong(EXPECTED);
  const read = form.safeParse(written);
  return read.success ? { condition: read.data } : { issues: read.error.issues };
}

const COMPARISON = /^\{\{\s*([^{}]+?)\s*\}\}\s*(==|!=|>=|<=|>|<|contains\b|in\b)\s*(.+)$/is;
const JOINED = /\s+(and|or)\s+(?=\{\{)/i;

/** `{{a}} == "x" and {{b}} >= 2 or …`: `and` binds closer than `or`, as in most languages. */
function readEquation(text: string): Read {
  if (/^\s*always\s*$/i.test(text)) return { condition: { always: true } };
  const parts = text.trim().split(JOINED);
  const groups: Condition[][] = [[]];
  for (let at = 0; at < parts.length; at += 2) {
    if (parts[at - 1]?.toLowerCase() === 'or') groups.push([]);
    const one = readComparison(parts[at] ?? '');
    if ('issues' in one) return one;
    groups.at(-1)?.push(one.condition);
  }
  const together = groups.map((group) => only(group) ?? { all: group });
  return { condition: only(together) ?? { any: together } };
}

function only(conditions: readonly Condition[]): Condition | undefined {
  return conditions.length === 1 ? conditions[0] : undefined;
}

function readComparison(text: string): Read {
  const [, variable, op, value] = COMPARISON.exec(text.trim()) ?? [];
  if (variable === undefined || op === undefined || value === undefined) return wrong(EXPECTED);
  const read = Comparison.safeParse({ variable, op: op.toLowerCase(), value: readValue(value) });
  return read.success ? { condition: read.data } : { issues: read.error.issues };
}

/** "text", 'text', 12, true, ["a", "b"]; anything else stands for itself. */
function readValue(text: string): unknown {
  const written = text.trim();
  const quoted = /^'([^']*)'$/.exec(written)?.[1];
  if (quoted !== undefined) return quoted;
  try {
    return JSON.parse(written) as unknown;
  } catch {
    return written;
  }
}

function wrong(message: string): Read {
  return { issues: [{ code: 'custom', path: [], message, input: undefined }] };
}
