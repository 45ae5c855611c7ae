import { z } from 'zod';
import { VariableDeclaration, VariableName } from './variable.ts';

export const HTTP_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Variables of the environment that a header may name as `${NAME}`; no other is ever read. */
export const SECRET_NAME = /^BATON_TOOL_[A-Z0-9_]+$/;
/** A secret in the text of a header; its first group is the name. */
export const SECRET_REFERENCE = /\$\{([^{}]*)\}/g;

export const ToolName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, 'a tool name: lower-case letters, digits and _');

/** What the model fills in; all of it optional unless `required`. */
export const ToolParameter = VariableDeclaration.extend({ required: z.boolean().default(false) });
export type ToolParameter = z.infer<typeof ToolParameter>;

/** The host stands in the file: a template there could lead a caller's words anywhere. */
const Url = z
  .string()
  .trim()
  .regex(
    /^https?:\/\/[^\s/?#@\\{}%]+(?:[/?]|$)/,
    'https:// and a host without a template, then the path',
  );

const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
/** They belong to the connection, not to the request. */
const OWN_HEADERS = [
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

const Headers = z.record(z.string(), z.string().min(1)).superRefine((headers, context) => {
  for (const [name, text] of Object.entries(headers)) {
    const refuse = (message: string) => {
      context.addIssue({ code: 'custom', path: [name], message });
    };
    if (!HEADER_NAME.test(name)) refuse('the name of a header');
    if (OWN_HEADERS.includes(name.toLowerCase())) refuse('a header other than those of the line');
    for (const [, secret = ''] of text.matchAll(SECRET_REFERENCE))
      if (!SECRET_NAME.test(secret)) refuse('secrets whose names begin BATON_TOOL_');
  }
});

const Output = z.record(z.string(), z.string().trim().startsWith('$', 'a JSONPath such as $.tier'));

/** A request that the model can make: a look-up or a small deed at another service (T10). */
export const HttpTool = z
  .strictObject({
    type: z.literal('http'),
    name: ToolName,
    description: z.string().trim().min(1),
    parameters: z.record(z.string(), ToolParameter).default({}),
    method: z.enum(HTTP_METHODS).default('GET'),
    /** Liquid. */
    url: Url,
    /** Liquid, and `${BATON_TOOL_…}`. */
    headers: Headers.default({}),
    /** Any JSON; its strings are Liquid. Hazard: the API description cannot spell `z.json()`. */
    body: z.unknown().optional(),
    /** JSONPath (RFC 9535) of each variable that the answer sets. */
    output: Output.default({}),
    timeout_ms: z.int().min(500).max(20_000).default(5000),
    /** Said while the caller waits. Liquid. */
    waiting: z.string().trim().min(1).optional(),
  })
  .superRefine((tool, context) => {
    if (tool.method === 'GET' && tool.body !== undefined)
      context.addIssue({ code: 'custom', path: ['body'], message: 'no body with the method GET' });
    for (const key of ['parameters', 'output'] as const)
      for (const name of Object.keys(tool[key]))
        if (!VariableName.safeParse(name).success)
          context.addIssue({
            code: 'custom',
            path: [key, name],
            message: 'a name of lower-case letters, digits and _',
          });
  });
export type HttpTool = z.infer<typeof HttpTool>;
