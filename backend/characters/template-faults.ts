import { pathFault } from '../../call/http-answer.ts';
import { templateFault } from '../../call/template.ts';
import { urlTemplateFault } from '../../call/url-template.ts';
import type { Character } from '../../protocol/character.ts';
import { SECRET_REFERENCE, type HttpTool } from '../../protocol/http-tool.ts';

/** A template that does not parse: where, on which of its lines, and what is wrong. */
export interface TemplateFault {
  path: (string | number)[];
  line: number;
  expected: string;
}

/** Every template and path of a character that would be refused at the moment of its use. */
export function templateFaults(character: Omit<Character, 'slug'>): TemplateFault[] {
  const inTexts = templates(character).flatMap(({ path, text }) => {
    const fault = templateFault(text);
    if (!fault) return [];
    return [{ path, line: fault.line, expected: `a Liquid template that parses (${fault.said})` }];
  });
  return [...inTexts, ...httpTools(character).flatMap(pathFaults)];
}

/** What an HTTP tool has besides plain templates: its URL, and the paths into its answer. */
function pathFaults({ tool, path }: PlacedTool): TemplateFault[] {
  const url = urlTemplateFault(tool.url);
  const inUrl = url === null ? [] : [{ path: [...path, 'url'], line: 1, expected: urlOf(url) }];
  const inOutput = Object.entries(tool.output).flatMap(([name, text]) => {
    const said = pathFault(text);
    if (said === null) return [];
    return [{ path: [...path, 'output', name], line: 1, expected: `a JSONPath (${said})` }];
  });
  return [...inUrl, ...inOutput];
}

function urlOf(said: string): string {
  return `a URL with {{ values }} in its path or query and no tags (${said})`;
}

interface PlacedTool {
  readonly tool: HttpTool;
  readonly path: readonly (string | number)[];
}

function httpTools({ tools }: Pick<Character, 'tools'>): PlacedTool[] {
  return tools.flatMap((tool, at) =>
    typeof tool !== 'string' && tool.type === 'http' ? [{ tool, path: ['tools', at] }] : [],
  );
}

function httpTemplates({ tool, path }: PlacedTool) {
  const headers = Object.entries(tool.headers).map(([name, text]) => ({
    path: [...path, 'headers', name],
    text: text.replace(SECRET_REFERENCE, ''),
  }));
  const waiting = { path: [...path, 'waiting'], text: tool.waiting };
  return [...headers, waiting, ...stringsIn(tool.body, [...path, 'body'])];
}

function stringsIn(
  value: unknown,
  path: (string | number)[],
): { path: (string | number)[]; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((each, at) => stringsIn(each, [...path, at]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => stringsIn(each, [...path, key]));
}

function templates(character: Omit<Character, 'slug'>) {
  const fixed = [
    { path: ['prompt'], text: character.prompt },
    { path: ['greeting'], text: character.greeting },
    { path: ['takeover_greeting'], text: character.takeover_greeting },
    { path: ['callback_greeting'], text: character.callback_greeting },
    ...(character.routing_config?.transfer_rules ?? []).map((rule, at) => ({
      path: ['routing_config', 'transfer_rules', at, 'announce'],
      text: rule.announce,
    })),
    ...character.handoff_targets.map((target, at) => ({
      path: ['handoff_targets', at, 'message'],
      text: target.message?.text,
    })),
    ...character.intents.map((intent, at) => ({ path: ['intents', at, 'say'], text: intent.say })),
    ...httpTools(character).flatMap(httpTemplates),
  ];
  return fixed.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]));
}
