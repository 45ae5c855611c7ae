import { templateFault } from '../../call/template.ts';
import type { Character } from '../../protocol/character.ts';

/** A template that does not parse: where, on which of its lines, and what is wrong. */
export interface TemplateFault {
  path: (string | number)[];
  line: number;
  expected: string;
}

/** Every template of a character that Liquid would refuse at the moment of speaking. */
export function templateFaults(character: Omit<Character, 'slug'>): TemplateFault[] {
  return templates(character).flatMap(({ path, text }) => {
    const fault = templateFault(text);
    if (!fault) return [];
    return [{ path, line: fault.line, expected: `a Liquid template that parses (${fault.said})` }];
  });
}

function templates(character: Omit<Character, 'slug'>) {
  const fixed = [
    { path: ['prompt'], text: character.prompt },
    { path: ['greeting'], text: character.greeting },
    { path: ['takeover_greeting'], text: character.takeover_greeting },
    ...character.handoff_targets.map((target, at) => ({
      path: ['handoff_targets', at, 'message'],
      text: target.message?.text,
    })),
    ...character.intents.map((intent, at) => ({ path: ['intents', at, 'say'], text: intent.say })),
  ];
  return fixed.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]));
}
