import { isMailAddress, isNumber } from '../../protocol/message.ts';
import type { Endpoint } from '../webhooks/deliver.ts';
import type { Mailer } from './mailer.ts';

/** How messages get out of here; what is absent is not configured. */
export interface MessageWays {
  mailer?: Mailer | undefined;
  /** Calls or texts a number. */
  hook?: Endpoint | undefined;
  /** Who gets what no mailbox gets. */
  mailTo?: string | undefined;
}

/** How it gets to an addressee; `missing` says what it would take. */
export type Way =
  { by: 'mail'; mailer: Mailer } | { by: 'hook'; hook: Endpoint } | { missing: string };

export function wayTo(addressee: string, { mailer, hook }: MessageWays): Way {
  if (isMailAddress(addressee))
    return mailer ? { by: 'mail', mailer } : { missing: 'SMTP_URL is not set.' };
  if (isNumber(addressee))
    return hook ? { by: 'hook', hook } : { missing: 'BATON_MESSAGE_HOOK_URL is not set.' };
  return { missing: 'The mailbox is neither an e-mail address nor a number in E.164.' };
}
