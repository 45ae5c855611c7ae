import type { TransferTarget } from '../protocol/transfer-target.ts';
import { sentencesIn } from './sentences.ts';
import {
  decideNumber,
  decideTransfer,
  type TransferOrder,
  type TransferSituation,
} from './transfer-policy.ts';
import { nameOf, offeredTargets } from './transfer-target.ts';

/** What the record calls the last resort. */
export const LAST_RESORT = 'l3';

/** Where a call goes that was passed on often enough (R3): a person, else the desk, else a message. */
export type Escalation = { readonly accepted: TransferOrder } | { readonly because: string };

export function escalation(situation: TransferSituation, reason: string): Escalation {
  const { l3_number, character } = situation.bundle;
  const { somebody, passed_on_enough, message_offer } = sentencesIn(character.language);
  if (l3_number !== null) {
    const named = { target: LAST_RESORT, label: somebody, reason };
    const decision = decideNumber(situation, l3_number, named);
    if ('accepted' in decision) return decision;
  }
  const { channel, transfer } = situation.bundle;
  const desk = offeredTargets({ ...transfer, channel }).find(isDesk);
  if (desk) {
    const decision = decideTransfer(situation, { target: nameOf(desk), reason });
    if ('accepted' in decision) return decision;
  }
  return { because: `${passed_on_enough} ${message_offer}` };
}

const isDesk = ({ method }: TransferTarget) => method === 'agent_desk';
