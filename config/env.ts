import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { OIDC_TOGETHER, OIDC_VARIABLES } from './oidc-env.ts';
import { SPEECH_VARIABLES } from './speech-env.ts';
import { optional, or } from './variable.ts';

const Port = z.coerce.number().int().min(1).max(65_535);
const Days = z.coerce.number().int().min(1).max(36_500);
const Secret = z.string().min(16, 'at least 16 characters');

const WebhookUrl = z.string().refine(isWebhookUrl, 'an https:// or http:// URL without a password');
const WebhookSecret = z
  .string()
  .refine(isWebhookSecret, '"whsec_" and the base64 of 24 to 64 bytes');

const SmtpUrl = z
  .string()
  .refine(
    isSmtpUrl,
    'an smtp:// or smtps:// URL, such as "smtps://user:password@mail.example.com"',
  );
const MailAddress = z.email('a plain e-mail address, such as "baton@example.com"');

export const SPEECH_MODES = ['auto', 'embedded', 'cloud'] as const;

/** Calls that a core carries beside all else: one takes a fifth to a third of it. */
const CALLS_PER_CORE = 3;

const EnvSchema = z.object({
  BATON_AGENT_NAME: or(z.string(), 'baton'),
  BATON_PORT: or(Port, 8080),
  /** Address that the backend listens on; widen it only behind a proxy. */
  BATON_HOST: or(z.string(), '127.0.0.1'),
  BATON_BACKEND_URL: optional(z.url()),
  BATON_DATA_DIR: or(z.string(), '.baton'),
  BATON_CHARACTERS_DIR: or(z.string(), 'characters'),
  BATON_FRONT_DESK: or(z.string(), 'front-desk'),
  /** Where a call goes that was passed on too often, unless its character names another number. */
  BATON_L3_NUMBER: optional(
    z.string().regex(/^\+[1-9]\d{6,14}$/, 'a number in E.164, such as "+15550100123"'),
  ),
  /** Calls at once, of the whole deployment; whoever calls beyond is told. Default: what the cores of this machine carry. */
  BATON_MOST_CALLS: or(
    z.coerce.number().int().min(1).max(100_000),
    availableParallelism() * CALLS_PER_CORE,
  ),
  /** Calls back that are under way at once, of the whole deployment. */
  BATON_CALLBACKS_AT_ONCE: or(z.coerce.number().int().min(1).max(1000), 3),
  /** Days for which calls and what came of them are kept, and those of the audit. Absent: for ever. */
  BATON_RETENTION_DAYS: optional(Days),
  BATON_AUDIT_RETENTION_DAYS: optional(Days),
  /** What may be dialled and which SIP headers pass. */
  BATON_DIALING_FILE: or(z.string(), 'config/dialing.yaml'),
  BATON_ALLOWED_ORIGINS: or(
    z.string().transform((list) =>
      list
        .split(',')
        .map((origin) => origin.trim())
        .filter(Boolean),
    ),
    '',
  ),
  BATON_EMBED_SECRET: optional(Secret),
  /** Whom HTTP tools may ask: `host`, `host:port`, `*.example.com`, `http://host`. Empty: nobody. */
  BATON_HTTP_TOOL_HOSTS: or(
    z
      .string()
      .transform((list) =>
        list
          .split(',')
          .map((host) => host.trim())
          .filter(Boolean),
      )
      .refine((hosts) => hosts.every(isToolHost), 'hosts such as "crm.example.com, *.example.org"'),
    '',
  ),
  /** Who is told of calls, and the key that signs it (Standard Webhooks). */
  BATON_WEBHOOK_URL: optional(WebhookUrl),
  BATON_WEBHOOK_SECRET: optional(WebhookSecret),
  /** The mail server that carries callers' messages, who writes, and who gets what no mailbox gets. */
  SMTP_URL: optional(SmtpUrl),
  BATON_MAIL_FROM: optional(MailAddress),
  BATON_MAIL_TO: optional(MailAddress),
  /** Who calls or texts a number for which there is a message; signed with its own secret, else that of webhooks. */
  BATON_MESSAGE_HOOK_URL: optional(WebhookUrl),
  BATON_MESSAGE_HOOK_SECRET: optional(WebhookSecret),
  BATON_SPEECH: or(z.enum(SPEECH_MODES), 'auto'),
  BATON_LOG_LEVEL: or(
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    'info',
  ),
  BATON_LIVEKIT_PORT: or(Port, 7880),
  /** Where the worker answers for its health; two workers on one machine need two. */
  BATON_WORKER_PORT: or(Port, 8081),
  /** Seconds that calls have to end when a worker is stopped; another one goes on with the rest. */
  BATON_DRAIN_S: or(z.coerce.number().int().min(1).max(86_400), 1800),
  /** Seconds in which nobody has spoken until a caller is asked, and how often; 0: never. */
  BATON_SILENCE_AFTER_S: or(z.coerce.number().min(0).max(3600), 12),
  BATON_SILENCE_TIMES: or(z.coerce.number().int().min(1).max(10), 2),
  /** Minutes that a call may last; 0: as long as it likes. */
  BATON_LONGEST_CALL_MIN: or(z.coerce.number().min(0).max(1440), 60),
  /** Where telephony platforms connect, and their keys: comma separated; empty: no gateway. */
  BATON_GATEWAY_PORT: or(Port, 8090),
  BATON_GATEWAY_KEYS: or(
    z
      .string()
      .transform((list) =>
        list
          .split(',')
          .map((key) => key.trim())
          .filter(Boolean),
      )
      .refine(
        (keys) => keys.every((key) => /^[\w.~+/-]{16,}=*$/.test(key)),
        'keys of at least 16 characters: letters, digits, - . _ ~ + /',
      ),
    '',
  ),
  BATON_GATEWAY_CONNECTIONS_PER_KEY: or(z.coerce.number().int().min(1).max(10_000), 100),
  DATABASE_URL: optional(z.string().regex(/^postgres(ql)?:\/\//, 'a postgres:// URL')),
  AGENT_STACK_TOKEN_SECRET: optional(Secret),
  BATON_OPERATOR_TOKEN: optional(Secret),
  /** Who may sign in to the console. */
  BATON_OPERATORS_FILE: or(z.string(), 'config/operators.yaml'),
  /** Password of `admin` where there is no such file; `npm start` makes one. */
  BATON_CONSOLE_PASSWORD: optional(z.string().min(12, 'at least 12 characters')),
  /** Signs the console's cookies; several backends on one store share it. */
  BATON_SESSION_SECRET: optional(Secret),
  ...OIDC_VARIABLES,
  LIVEKIT_URL: optional(z.string().regex(/^(wss?|https?):\/\//, 'a ws:// or wss:// URL')),
  LIVEKIT_API_KEY: optional(z.string()),
  LIVEKIT_API_SECRET: optional(z.string()),
  /** What a browser is told to connect to, where that differs from LIVEKIT_URL. */
  LIVEKIT_PUBLIC_URL: optional(z.string()),
  ...SPEECH_VARIABLES,
});
export type Env = z.output<typeof EnvSchema>;
/** The names of all of them; docs/variables.md says what each is. */
export const VARIABLES = Object.keys(EnvSchema.shape) as (keyof Env)[];

/** The environment is wrong: every fault at once, each with its variable. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
  readonly faults: readonly { variable: string; expected: string }[];

  constructor(faults: readonly { variable: string; expected: string }[]) {
    const lines = faults.map((fault) => `  ${fault.variable}: ${fault.expected}`);
    super(`The environment is not usable:\n${lines.join('\n')}`);
    this.faults = faults;
  }
}

/** Reads and checks the environment. Throws EnvError. The only reader of `process.env`. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const read = EnvSchema.safeParse(source);
  const faults = read.success
    ? together(read.data)
    : read.error.issues.map((issue) => ({
        variable: issue.path.join('.'),
        expected: issue.message,
      }));
  if (!read.success || faults.length > 0) throw new EnvError(faults);
  return read.data;
}

/** Variables that only make sense together. */
function together(env: Env): { variable: string; expected: string }[] {
  return [
    ...demanded(env, 'LIVEKIT_URL', ['LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET']),
    ...demanded(env, 'BATON_WEBHOOK_URL', ['BATON_WEBHOOK_SECRET']),
    ...demanded(env, 'BATON_WEBHOOK_SECRET', ['BATON_WEBHOOK_URL']),
    ...demanded(env, 'SMTP_URL', ['BATON_MAIL_FROM']),
    ...demanded(env, 'BATON_MAIL_FROM', ['SMTP_URL']),
    ...demanded(env, 'BATON_MAIL_TO', ['SMTP_URL']),
    ...(env.BATON_WEBHOOK_SECRET
      ? []
      : demanded(env, 'BATON_MESSAGE_HOOK_URL', ['BATON_MESSAGE_HOOK_SECRET'])),
    ...demanded(env, 'BATON_MESSAGE_HOOK_SECRET', ['BATON_MESSAGE_HOOK_URL']),
    ...demanded(env, 'BATON_OIDC_ISSUER', OIDC_TOGETHER.needs),
    ...OIDC_TOGETHER.nothingWithout.flatMap((one) => demanded(env, one, ['BATON_OIDC_ISSUER'])),
  ];
}

function demanded(env: Env, by: keyof Env, variables: readonly (keyof Env)[]) {
  if (!env[by]) return [];
  return variables
    .filter((variable) => !env[variable])
    .map((variable) => ({ variable, expected: `must be set together with ${by}` }));
}

/** A password in the URL would reach logs; `fetch` refuses it anyway. */
function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

/** Parsed as `URL` parses: a slash in a password must be written %2F. */
function isSmtpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return /^smtps?:$/.test(protocol) && hostname !== '';
}

function isWebhookSecret(text: string): boolean {
  const base64 = /^whsec_(.+)$/.exec(text)?.[1] ?? '';
  const bytes = Buffer.from(base64, 'base64');
  // What does not come out as it went in is not base64.
  return bytes.length >= 24 && bytes.length <= 64 && bytes.toString('base64') === base64;
}

/** Hazard: `*.com` would be half the world. */
function isToolHost(text: string): boolean {
  const [, scheme = 'https://', host = ''] =
    /^(https?:\/\/)?(?:\*\.(?=[^.]+\.[^.]))?([^/?#@*\s]+)$/.exec(text) ?? [];
  return URL.canParse(scheme + host);
}

/**
 * The value of one secret that a character's HTTP tool names. Only names beginning `BATON_TOOL_`
 * are ever read: a character file cannot reach the deployment's own keys.
 */
export function toolSecret(
  name: string,
  source: Record<string, string | undefined> = process.env,
): string | undefined {
  return /^BATON_TOOL_[A-Z0-9_]+$/.test(name) ? source[name] || undefined : undefined;
}

/** The environment as it came, for a child process or for what only the system says (PATH). */
export function inherited(): NodeJS.ProcessEnv {
  return process.env;
}

/** Where the worker finds the backend. */
export function backendUrl(env: Env): string {
  return env.BATON_BACKEND_URL ?? `http://${reachableHost(env)}:${env.BATON_PORT}`;
}

/** Where a telephony platform connects. */
export function gatewayUrl(env: Env): string {
  return `ws://${reachableHost(env)}:${env.BATON_GATEWAY_PORT}/telephony`;
}

/** Host at which the backend is asked from this machine: one to listen on is not always one to ask. */
export function reachableHost({ BATON_HOST: host }: Env): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** The LiveKit server: the one that is named, else the one that `npm start` runs on this machine. */
export function livekitUrl(env: Env): string {
  return env.LIVEKIT_URL ?? ownLivekitUrl(env);
}

export function ownLivekitUrl(env: Env): string {
  return `ws://127.0.0.1:${env.BATON_LIVEKIT_PORT}`;
}
