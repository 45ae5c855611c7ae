import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';

/** A mail as it arrived. */
export interface Arrived {
  from: string;
  to: string[];
  raw: string;
  /** Value of a header, unfolded. */
  header(name: string): string | undefined;
  text: string;
  wav: Buffer | undefined;
}

interface Refusing {
  at: 'from' | 'rcpt' | 'data';
  code: number;
  says: string;
  /** Only mails that hold this. */
  holding?: string;
}

/** A mail server on a loopback port: keeps what comes, refuses as it is told to. */
export async function mailServer() {
  const all: Arrived[] = [];
  const passwords: unknown[] = [];
  let refusing: Refusing | undefined;
  let onArrival: () => void = () => undefined;
  const refusal = (at: Refusing['at'], raw = '') => {
    if (refusing?.at !== at || !raw.includes(refusing.holding ?? '')) return undefined;
    return Object.assign(new Error(refusing.says), { responseCode: refusing.code });
  };
  const make = () =>
    new SMTPServer({
      disabledCommands: ['STARTTLS'],
      authOptional: true,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) => {
        passwords.push(password);
        done(null, { user: username });
      },
      onMailFrom: (_address, _session, done) => done(refusal('from')),
      onRcptTo: (_address, _session, done) => done(refusal('rcpt')),
      onData: (stream, { envelope }, done) => {
        void text(stream).then((raw) => {
          const refused = refusal('data', raw);
          if (!refused) {
            const { mailFrom, rcptTo } = envelope;
            const from = mailFrom ? mailFrom.address : '';
            all.push(
              read(
                from,
                rcptTo.map((one) => one.address),
                raw,
              ),
            );
            onArrival();
          }
          done(refused);
        });
      },
    });
  let server: SMTPServer | undefined;
  let port = 0;
  const up = async () => {
    server = make();
    server.on('error', () => undefined);
    const listening = server.listen(port, '127.0.0.1');
    if (!listening.listening) await once(listening, 'listening');
    port = (listening.address() as AddressInfo).port;
  };
  const down = async () => {
    const stopping = server;
    server = undefined;
    if (stopping) await new Promise<void>((done) => stopping.close(() => done()));
  };
  await up();
  return {
    url: `smtp://127.0.0.1:${port}`,
    all,
    /** What clients have logged in with. */
    passwords,
    refuse(how: Refusing | undefined) {
      refusing = how;
    },
    /** Resolves with the next mail. */
    next: () => new Promise<void>((done) => (onArrival = done)),
    /** Called when a mail is in, before the server has said so. */
    arrival(call: () => void) {
      onArrival = call;
    },
    up,
    down,
  };
}
export type MailServer = Awaited<ReturnType<typeof mailServer>>;

async function text(stream: SMTPServerDataStream): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('latin1');
}

function read(from: string, to: string[], raw: string): Arrived {
  const { head, body } = split(raw);
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1];
  const parts = boundary ? body.split(`--${boundary}`).slice(1, -1).map(split) : [{ head, body }];
  const sound = parts.find((part) => /^content-type: audio\/wav/im.test(part.head));
  return {
    from,
    to,
    raw,
    header: (name) => new RegExp(`^${name}: (.*)$`, 'im').exec(unfolded(head))?.[1],
    text: decoded(parts[0]!),
    wav: sound && Buffer.from(sound.body, 'base64'),
  };
}

function split(text: string) {
  const [, head = '', body = ''] = /^(?:\r\n)?([\s\S]*?)\r\n\r\n([\s\S]*)$/.exec(text) ?? [];
  return { head, body };
}

const unfolded = (head: string) => head.replace(/\r\n[ \t]+/g, ' ');

function decoded({ head, body }: { head: string; body: string }): string {
  const encoding = /^content-transfer-encoding: (\S+)/im.exec(head)?.[1];
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1').toString('utf8');
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
