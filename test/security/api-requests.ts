import * as fc from 'fast-check';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { evilText, fitting, nearly, type Known, type Schema } from './schema-values.ts';

interface Parameter {
  in: 'path' | 'query' | 'header';
  name: string;
  required?: boolean;
  schema: Schema;
}
interface Operation {
  security?: Record<string, unknown>[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

/** One route, as the document tells it. */
export interface Told {
  method: string;
  path: string;
  /** Names of the schemes that let somebody in; none: it is open. */
  by: string[];
  operation: Operation;
}

export async function routesOf(app: OpenAPIHono): Promise<Told[]> {
  const answer = await app.request('/openapi.json');
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, Operation>> };
  return Object.entries(paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => ({
      method: verb.toUpperCase(),
      path,
      by: (operation.security ?? []).flatMap((one) => Object.keys(one)),
      operation,
    })),
  );
}

export interface Asked {
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/** Requests to a route: a third fits its schema, a third nearly, and a third does not. */
export function requestsTo({ method, path, operation }: Told, known: Known): fc.Arbitrary<Asked> {
  const { parameters = [] } = operation;
  const [taken] = Object.entries(operation.requestBody?.content ?? {});
  const [type, schema]: [string?, Schema?] = taken ? [taken[0], taken[1].schema] : [];
  const places = (value: (one: Parameter) => fc.Arbitrary<unknown>) =>
    fc.record(Object.fromEntries(parameters.map((one) => [one.name, fc.option(value(one))])));
  const fits = (one: Parameter) => fitting(one.schema, known, one.name);
  const isJson = type === 'application/json';
  const written = (value: fc.Arbitrary<unknown>) =>
    isJson ? value.map((one) => JSON.stringify(one)) : evilText;
  const noJson = fc.oneof(
    evilText,
    fc.constantFrom('', '{', 'null', '[]', '"', '{"__proto__":{"admin":true}}'),
    fc.constantFrom('['.repeat(5000), `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`),
  );
  const types = fc.constantFrom(type ?? '', 'text/plain', 'application/json; charset=x', '');
  const asked = fc.oneof(
    fc.tuple(places(fits), written(fitting(schema ?? {}, known)), fc.constant(type ?? '')),
    fc.tuple(places(fits), written(nearly(schema ?? {}, known)), fc.constant(type ?? '')),
    fc.tuple(
      places(() => evilText),
      noJson,
      fc.oneof(fc.constant(type ?? ''), types),
    ),
  );
  return asked
    .map(([values, body, contentType]) => ({
      ...placed(path, parameters, values),
      body: type !== undefined && method !== 'GET' ? body : undefined,
      contentType,
    }))
    .map(({ contentType, headers, ...rest }) => ({
      ...rest,
      headers: { ...headers, ...(contentType && { 'Content-Type': contentType }) },
    }));
}

function placed(path: string, parameters: readonly Parameter[], values: Record<string, unknown>) {
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  let at = path;
  for (const { in: place, name } of parameters) {
    const value = values[name];
    const text = typeof value === 'string' ? value : JSON.stringify(value ?? '');
    if (place === 'path') at = at.replace(`{${name}}`, inPath(text || 'x'));
    else if (value === null) continue;
    else if (place === 'query') query.set(name, text);
    // A header that cannot be sent never arrives.
    else if (/^[\x20-\x7e]*$/.test(text)) headers[name] = text;
  }
  return { path: query.size > 0 ? `${at}?${query.toString()}` : at, headers };
}

/** A dot or two would be resolved before it leaves. */
function inPath(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd')).replace(/^\.{1,2}$/, '%2e');
}
