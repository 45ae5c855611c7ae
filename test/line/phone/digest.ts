/** Digest authentication as trunks use it: MD5 (RFC 7616, RFC 3261 section 22), with or without qop. */
import { createHash, randomBytes } from 'node:crypto';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface Asked {
  readonly method: string;
  readonly uri: string;
}

type Fields = Readonly<Record<string, string>>;

const ONCE = '00000001';

export function fieldsOf(value: string): Fields {
  const pairs = value
    .replace(/^\s*digest\s+/i, '')
    .matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g);
  return Object.fromEntries(
    [...pairs].map(([, name = '', quoted, plain]) => [name.toLowerCase(), quoted ?? plain ?? '']),
  );
}

/** The value of Authorization or Proxy-Authorization that answers a challenge. */
export function answerChallenge(
  challenge: string,
  asked: Asked,
  who: Credentials,
  cnonce = randomBytes(8).toString('hex'),
): string {
  const { realm = '', nonce = '', qop, opaque, algorithm = 'MD5' } = fieldsOf(challenge);
  if (algorithm.toUpperCase() !== 'MD5') throw new Error(`No digest by ${algorithm}, only by MD5`);
  const auth = qop?.split(',').some((one) => one.trim() === 'auth');
  const more: Fields = auth ? { qop: 'auth', nc: ONCE, cnonce } : {};
  const said = { username: who.username, realm, nonce, uri: asked.uri, ...more };
  const response = responseOf(said, asked.method, who.password);
  const fields = { ...said, response, algorithm, ...(opaque !== undefined && { opaque }) };
  return `Digest ${Object.entries(fields).map(formatField).join(', ')}`;
}

export function challengeFor(realm: string, nonce: string): string {
  return `Digest realm="${realm}", nonce="${nonce}", algorithm=MD5, qop="auth"`;
}

/** Whether somebody who knows the password has answered the challenge of this nonce. */
export function isAnswer(value: string, nonce: string, method: string, who: Credentials): boolean {
  const fields = fieldsOf(value);
  if (fields['nonce'] !== nonce || fields['username'] !== who.username) return false;
  return fields['response'] === responseOf(fields, method, who.password);
}

function responseOf(fields: Fields, method: string, password: string): string {
  const { username = '', realm = '', nonce = '', uri = '', qop, nc = '', cnonce = '' } = fields;
  const [secret, what] = [md5(`${username}:${realm}:${password}`), md5(`${method}:${uri}`)];
  return md5([secret, nonce, ...(qop ? [nc, cnonce, qop] : []), what].join(':'));
}

function formatField([name, value]: readonly [string, string]): string {
  const plain = ['algorithm', 'qop', 'nc'].includes(name);
  return plain ? `${name}=${value}` : `${name}="${value}"`;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
