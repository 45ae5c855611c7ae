import { timeLimit } from '../../config/time-limit.ts';
import { createTransport, type SendMailOptions } from 'nodemailer';

/** Milliseconds that one step of the conversation with a mail server may take, and all of it. */
const STEP_MS = 15_000;
const WHOLE_MS = 60_000;
const LONGEST_FAULT = 300;

/** One mail; what stands in a header is one line (see `letter.ts`). */
export interface Letter {
  to: string;
  subject: string;
  text: string;
  /** The left side of the Message-ID: the same however often this is sent. */
  id: string;
  date: Date;
  wav?: Uint8Array | undefined;
}

/** `code` names what happened and may be logged; `said` is the other side's and may name a person. */
export interface Fault {
  code: string;
  said?: string;
}

export type Posted =
  | { is: 'delivered' }
  /** It makes no sense to try again. */
  | ({ is: 'refused' } & Fault)
  | ({ is: 'failed' } & Fault);

export interface Mailer {
  /** One attempt; never rejects. */
  send(letter: Letter, stopping: AbortSignal): Promise<Posted>;
}

/** Sends over `url` (smtp:// or smtps://) as `from`. */
export function startMailer(url: string, from: string): Mailer {
  const transport = createTransport({
    url,
    requireTLS: needsTls(url),
    dnsTimeout: STEP_MS,
    connectionTimeout: STEP_MS,
    greetingTimeout: STEP_MS,
    socketTimeout: STEP_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return {
    async send(letter, stopping) {
      const signal = timeLimit(WHOLE_MS, stopping);
      try {
        await transport.sendMail({ ...mailOf(letter, from, domain), signal });
        return { is: 'delivered' };
      } catch (error) {
        return signal.aborted ? { is: 'failed', code: 'no answer in time' } : judged(error);
      }
    },
  };
}

/** Addresses as objects: as text they would be parsed as lists. */
function mailOf({ to, subject, text, id, date, wav }: Letter, from: string, domain: string) {
  return {
    from: { name: 'Baton', address: from },
    to: { name: '', address: to },
    subject,
    text,
    date,
    messageId: `<${id}@${domain}>`,
    // No out-of-office note comes back (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...(wav && {
      attachments: [
        { filename: 'message.wav', contentType: 'audio/wav', content: Buffer.from(wav) },
      ],
    }),
  } satisfies SendMailOptions;
}

/** A password crosses no network in the clear, unless the URL says `?requireTLS=false`. */
function needsTls(url: string): boolean {
  const { password, hostname } = new URL(url);
  return password !== '' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/**
 * 5xx to the recipient or to the mail itself is for good. 5xx to the login or the sender is about this
 * deployment: somebody can mend it within the three days.
 */
function judged(error: unknown): Posted {
  const { code, responseCode, command, response } = error as Partial<{
    code: string;
    originalCode: string;
    responseCode: number;
    command: string;
    response: string;
  }>;
  if (responseCode === undefined) return { is: 'failed', code: code ?? 'unknown' };
  const fault = { code: `SMTP ${responseCode}`, ...(response && { said: oneLine(response) }) };
  const final = responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA');
  return { is: final ? 'refused' : 'failed', ...fault };
}

/** Without control characters, of bounded length. */
export function oneLine(text: string, longest = LONGEST_FAULT): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
