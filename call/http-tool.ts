import { SECRET_REFERENCE, type HttpTool } from '../protocol/http-tool.ts';
import type { HttpRequest } from './ports.ts';
import { renderScalar, renderText } from './template.ts';
import { renderUrl } from './url-template.ts';
import { takeVariables } from './variables.ts';

/** Why no request can be made of a tool's call. */
export type Unbuilt =
  | { readonly lacks: 'parameters'; readonly names: readonly string[] }
  | { readonly lacks: 'secret'; readonly variable: string }
  | { readonly lacks: 'fitting_url' }
  | { readonly lacks: 'fitting_header'; readonly header: string };

type Scope = Record<string, unknown>;

/** Where secrets stand while a header is rendered. */
const SECRETS = 'baton_tool_secrets';

/**
 * The request of a tool that the model has called. Its arguments go before what the call knows
 * under the same name. `secret` gives the value of one `BATON_TOOL_…`. Throws what Liquid throws.
 */
export function buildRequest(
  tool: HttpTool,
  args: Record<string, unknown>,
  known: Scope,
  secret: (name: string) => string | undefined,
): HttpRequest | Unbuilt {
  const given = takeVariables(args, tool.parameters);
  const names = Object.keys(tool.parameters).filter(
    (name) => tool.parameters[name]?.required && given[name] === undefined,
  );
  if (names.length > 0) return { lacks: 'parameters', names };
  const scope = { ...known, ...given };
  const url = renderUrl(tool.url, scope);
  if (url === null) return { lacks: 'fitting_url' };
  const headers = renderHeaders(tool.headers, scope, secret);
  if ('lacks' in headers) return headers;
  if (tool.body === undefined) return { method: tool.method, url, headers: headers.headers };
  const body = JSON.stringify(renderJson(tool.body, scope));
  const json = { 'content-type': 'application/json', ...headers.headers };
  return { method: tool.method, url, headers: json, body };
}

function renderHeaders(
  templates: HttpTool['headers'],
  scope: Scope,
  secret: (name: string) => string | undefined,
): { readonly headers: Record<string, string> } | Extract<Unbuilt, { lacks: string }> {
  const secrets: Record<string, string> = {};
  const headers: Record<string, string> = {};
  for (const [name, template] of Object.entries(templates)) {
    for (const [, variable = ''] of template.matchAll(SECRET_REFERENCE)) {
      const value = secret(variable);
      if (value === undefined) return { lacks: 'secret', variable };
      secrets[variable] = value;
    }
    // Hazard: a secret is put in as a value. Put in as text, a caller's words could name one.
    const liquid = template.replace(SECRET_REFERENCE, `{{ ${SECRETS}.$1 }}`);
    const text = renderText(liquid, { ...scope, [SECRETS]: secrets }).replace(/\s+/g, ' ');
    if (!/^[\x20-\x7e\xa0-\xff]*$/.test(text)) return { lacks: 'fitting_header', header: name };
    if (text) headers[name.toLowerCase()] = text;
  }
  return { headers };
}

/** Every string in a JSON value is a template; keys are not. */
function renderJson(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return renderScalar(value, scope);
  if (Array.isArray(value)) return value.map((each) => renderJson(each, scope));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, renderJson(each, scope)]),
  );
}
