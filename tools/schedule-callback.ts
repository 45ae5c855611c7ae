import { z } from 'zod';
import {
  AHEAD_DAYS,
  callableNumber,
  callBackAt,
  callBackZone,
  wallClock,
  wantedAt,
} from '../call/call-back.ts';
import { spokenOpening } from '../call/hours.ts';
import { sentencesIn } from '../call/sentences.ts';
import type { BusinessHours } from '../protocol/routing.ts';
import { textOf } from './text-argument.ts';
import type { CallView, Tool, ToolAnswer } from './tool.ts';

/** Has the caller called back when somebody is there (R6, R7). Code checks the number, not the model. */
export const scheduleCallback: Tool = {
  name: 'schedule_callback',
  description:
    'Has the caller called back. Call it once the caller has agreed to be called back, because somebody cannot be reached now. The number the caller calls from is known; give another one only if the caller names it.',
  parameters: z.object({
    reason: z.string().min(1).describe('What the call back is to be about, as a short noun phrase'),
    name: z.string().optional().describe("The caller's name, if it was given"),
    number: z.string().optional().describe('The number to call, as the caller said it'),
    when: z
      .string()
      .optional()
      .describe('The earliest time the caller wants, if one was named: 2026-12-03T09:00'),
  }),
  run(args, call) {
    const { bundle, closed, now } = call;
    const { which_number } = sentencesIn(bundle.character.language);
    const { dialing } = bundle.transfer;
    const found = callableNumber(textOf(args['number']), bundle.call.caller_id, dialing);
    if ('missing' in found) return { refused: 'no_number', because: which_number };
    if ('refused' in found) return { refused: 'not_callable', because: found.refused };
    const hours = closed?.hours ?? bundle.character.routing_config?.business_hours ?? null;
    const when = textOf(args['when']);
    const zone = callBackZone(hours);
    const wanted = when === undefined ? null : wantedAt(when, zone, now);
    if (when !== undefined && wanted === null) {
      const because = `"when" is a local time such as 2026-12-03T09:00, from now (${wallClock(now, zone)}) until ${AHEAD_DAYS} days ahead. Ask the caller again.`;
      return { refused: 'bad_value', because };
    }
    const due =
      found.named && !dialing.call_back_named_numbers ? null : callBackAt(hours, wanted, now);
    return answer(call, hours, due, {
      number: found.number,
      reason: textOf(args['reason']) ?? '',
      name: textOf(args['name']),
    });
  },
};

interface Wish {
  readonly number: string;
  readonly reason: string;
  readonly name: string | undefined;
}

/** Where calls back are not placed from here, the wish is a message for the people. */
function answer(
  { bundle, closed, now }: CallView,
  hours: BusinessHours | null,
  due: number | null,
  { number, reason, name }: Wish,
): ToolAnswer {
  const { language, slug, routing_config } = bundle.character;
  const { will_call_back, noted_call_back } = sentencesIn(language);
  const enabled = routing_config?.callback_enabled === true;
  if (!enabled || due === null || !bundle.transfer.dialing.outbound_trunk) {
    const from = name ? `${name}, ${number}` : number;
    return { say: noted_call_back, next: { message: { text: `Call back: ${reason}`, from } } };
  }
  const when = hours && spokenOpening(hours, due, now, language);
  return {
    say: will_call_back(when),
    next: {
      call_back: {
        number,
        reason,
        character: closed?.slug ?? slug,
        due_at: new Date(due).toISOString(),
        ...(name && { name }),
      },
    },
  };
}
