import { JSONPathEnvironment, type JSONValue } from 'json-p3';
import type { HttpTool } from '../protocol/http-tool.ts';
import { Scalar, type Variables } from '../protocol/context.ts';
import type { VariableDeclaration } from '../protocol/variable.ts';
import type { HttpAnswer } from './ports.ts';
import { takeVariables } from './variables.ts';

/** Hazard: `match` and `search` take a pattern that can be made to run for ever on somebody's answer. */
const jsonpath = new JSONPathEnvironment();
for (const name of ['match', 'search']) jsonpath.functionRegister.delete(name);

/** Characters of an answer that reach the model, and of one text that becomes a variable. */
const MOST = 1000;

/**
 * The variables that an answer sets: the first value of each path. A declared one is of its type
 * or left out; of the others only text, numbers and booleans are taken.
 */
export function learnFrom(
  json: unknown,
  output: HttpTool['output'],
  declared: Record<string, VariableDeclaration>,
): Variables {
  const found: Variables = {};
  for (const [name, path] of Object.entries(output)) {
    const value = Scalar.safeParse(firstAt(path, json)).data;
    if (value !== undefined && value !== '') found[name] = cut(value);
  }
  const undeclared = Object.entries(found).filter(([name]) => !(name in declared));
  return { ...Object.fromEntries(undeclared), ...takeVariables(found, declared) };
}

/** What the model is told of an answer: what was mapped, else the scalars at its top. */
export function tellAnswer(json: unknown, output: HttpTool['output'], learned: Variables): string {
  const mapped = Object.keys(output).length > 0;
  const text = shortJson(mapped ? learned : scalarsOf(json));
  if (text !== '{}') return text;
  return mapped ? 'The answer held nothing that was looked for.' : 'It is done.';
}

/** What the model is told where there is no answer to use. */
export function tellFailure(
  { fault, status }: Extract<HttpAnswer, { fault: string }>,
  method: HttpTool['method'],
): string {
  const what = method === 'GET' ? 'The look-up' : 'The request';
  if (fault === 'status' && (status === 404 || status === 410)) return `${what} found nothing.`;
  // A deed that was not answered may have been done; the model must not promise either.
  const open = method === 'GET' ? '' : ' Whether it was carried out is not known.';
  if (fault === 'timeout') return `${what} did not answer in time.${open} Go on without it.`;
  if (fault === 'refused_host' || fault === 'forbidden_address')
    return `${what} is not possible here. Go on without it.`;
  return `${what} failed. Go on without it.`;
}

/** What is wrong with a path of `output`; null when nothing is. */
export function pathFault(path: string): string | null {
  try {
    jsonpath.compile(path);
    return null;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
}

function firstAt(path: string, json: unknown): unknown {
  try {
    return jsonpath.query(path, json as JSONValue).values()[0];
  } catch {
    // An answer nested without end, or a path that was never checked: there is nothing at it.
    return undefined;
  }
}

function scalarsOf(json: unknown): Variables {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return {};
  const entries = Object.entries(json).map(([key, value]) => [key, Scalar.safeParse(value).data]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Variables;
}

function shortJson(values: Variables): string {
  const told: Variables = {};
  for (const [name, value] of Object.entries(values)) {
    if (JSON.stringify({ ...told, [name]: value }).length <= MOST) told[name] = value;
  }
  return JSON.stringify(told);
}

function cut(value: Scalar): Scalar {
  return typeof value === 'string' ? value.slice(0, MOST) : value;
}
