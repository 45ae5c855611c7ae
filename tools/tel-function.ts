import { z } from 'zod';
import { decideTel } from '../call/transfer-policy.ts';
import type { TelTool } from '../protocol/character.ts';
import type { Tool } from './tool.ts';
import { transferAnswer } from './transfer-answer.ts';

/** A TEL function (D8): no parameters, one fixed number or extension, the way of every transfer. */
export function telFunction(tel: TelTool): Tool {
  return {
    name: tel.name,
    description: `${tel.description} The announcement is made for you, so say nothing yourself.`,
    parameters: z.object({}),
    run: (_args, call) => transferAnswer(decideTel(call, tel), tel.name),
  };
}
