import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

/** 32 MiB and three passes: one of the settings that OWASP's password storage sheet lists. */
const MADE_WITH: Cost = { ln: 15, r: 8, p: 3 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;

interface Cost {
  /** N is 2 to the power of this. */
  ln: number;
  r: number;
  p: number;
}

interface Hash extends Cost {
  salt: Buffer;
  key: Buffer;
}

/** The PHC string format. Bounds keep a written hash from asking for all the memory there is. */
const FORM =
  /^\$scrypt\$ln=(1[4-8]),r=(8),p=([1-9])\$([A-Za-z0-9+/]{22,86})\$([A-Za-z0-9+/]{43,86})$/;

export const SHORTEST_PASSWORD = 12;

export function isHash(text: string): boolean {
  return FORM.test(text);
}

/** `$scrypt$ln=15,r=8,p=3$<salt>$<key>`. */
export async function hashPassword(
  password: string,
  salt = randomBytes(SALT_BYTES),
): Promise<string> {
  return write({ ...MADE_WITH, salt, key: await derive(password, MADE_WITH, salt) });
}

/** Compared in constant time. */
export async function fitsHash(password: string, hash: string): Promise<boolean> {
  const parts = read(hash);
  if (!parts) return false;
  const { salt, key } = parts;
  return timingSafeEqual(key, await derive(password, parts, salt, key.length));
}

/** A hash that no password fits and that costs what this one does: unknown names take as long. */
export function decoyOf(hash: string | undefined): string {
  const { ln, r, p } = (hash === undefined ? undefined : read(hash)) ?? MADE_WITH;
  return write({ ln, r, p, salt: randomBytes(SALT_BYTES), key: randomBytes(KEY_BYTES) });
}

function read(hash: string): Hash | undefined {
  const [, ln, r, p, salt = '', key = ''] = FORM.exec(hash) ?? [];
  if (ln === undefined) return undefined;
  const bytes = (text: string) => Buffer.from(text, 'base64');
  return { ln: Number(ln), r: Number(r), p: Number(p), salt: bytes(salt), key: bytes(key) };
}

function write({ ln, r, p, salt, key }: Hash): string {
  const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$scrypt$ln=${ln},r=${r},p=${p}$${text(salt)}$${text(key)}`;
}

/** The same password typed on two keyboards may come as different code points: NFKC. */
function derive(password: string, { ln, r, p }: Cost, salt: Buffer, bytes = KEY_BYTES) {
  const N = 2 ** ln;
  const options: ScryptOptions = { N, r, p, maxmem: 160 * N * r };
  return new Promise<Buffer>((done, failed) => {
    scrypt(password.normalize('NFKC'), salt, bytes, options, (fault, key) => {
      if (fault) failed(fault);
      else done(key);
    });
  });
}
