import type { Travelled } from './travel.ts';
import { renderText } from './template.ts';

/** How a character came to a call, for its instructions. */
export interface Arrival {
  readonly previous_agent: string;
  readonly reason: string;
  readonly travelled: Travelled;
}

/** The instructions of a character: its prompt, and, after a handoff, what it must know. */
export function instructionsFor(
  prompt: string,
  scope: Record<string, unknown>,
  arrival: Arrival | null,
): string {
  const own = renderText(prompt, scope);
  return arrival ? `${own}\n\n${arrivalNote(arrival)}` : own;
}

function arrivalNote({ previous_agent, reason, travelled }: Arrival): string {
  const note = [
    '# How this call came to you',
    `${previous_agent} has connected the caller to you.${reason ? ` Reason: ${reason}.` : ''}`,
    'Your opening words take the call over; do not greet a second time. Never ask for anything',
    'that is already known below, and never speak in the name of another character.',
  ];
  if (travelled.recap) note.push('', '# The conversation before you', travelled.recap);
  return note.join('\n');
}
