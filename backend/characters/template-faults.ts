import { Liquid } from 'liquidjs';
import type { Character } from '../../protocol/character.ts';

/** A template that does not parse: where, on which of its lines, and what is wrong. */
export interface TemplateFault {
  path: (string | number)[];
  line: number;
  expected: string;
}

// `templates: {}` keeps include and its kin away from the disk; a character has no use for them.
const liquid = new Liquid({ templates: {}, strictFilters: true, ownPropertyOnly: true });
for (const tag of ['include', 'render', 'layout', 'block'])
  Reflect.deleteProperty(liquid.tags, tag);

/** Every template of a character that Liquid would refuse at the moment of speaking. */
export function templateFaults(character: Omit<Character, 'slug'>): TemplateFault[] {
  return templates(character).flatMap(({ path, text }) => {
    try {
      liquid.parse(text);
      return [];
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const line = Number(/line:(\d+)/.exec(message)?.[1] ?? 1);
      const said = message.replace(/, line:\d+.*$/s, '');
      return [{ path, line, expected: `a Liquid template that parses (${said})` }];
    }
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
