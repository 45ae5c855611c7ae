import { z } from 'zod';
import { choiceIn, describedChoices } from './described-choices.ts';
import { withDigits } from './digits.ts';
import type { OfferedTool } from './conversation.ts';

const Declared = z.looseObject({
  properties: z.looseObject({
    variables: z.looseObject({
      properties: z.record(
        z.string(),
        z.looseObject({ type: z.string().optional(), description: z.string().optional() }),
      ),
    }),
  }),
});

const NAME =
  /(?:\b(?:[Mm]y name is|[Mm]y name's|[Tt]his is|I am|I'm|[Mm]e llamo|[Mm]i nombre es|[Ss]oy)) (\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+)?)(?=[.,!?]|$| and| speaking| here| calling| y )/u;

/**
 * What the caller has said of the variables that a tool takes: a name ("my name is Anna"), a
 * number or code ("my account number is four seven one one"), one of the choices that its
 * description names. Only what was plainly said; the last time counts.
 */
export function factsFrom(said: readonly string[], tool: OfferedTool | undefined) {
  const facts: Record<string, string | number> = {};
  for (const [name, { type, description = '' }] of Object.entries(variablesOf(tool))) {
    if (type === 'boolean') continue;
    const choices = describedChoices(description);
    const found = said
      .map((text) => find(name, text) ?? choiceIn(text, choices))
      .findLast((value) => value !== undefined);
    if (found === undefined) continue;
    if (type !== 'number') facts[name] = found;
    else if (/^\d+$/.test(found)) facts[name] = Number(found);
  }
  return facts;
}

/** The sentence without the numbers that are facts: "my account number is 4711" asks for nobody. */
export function withoutNumbers(text: string, tools: readonly OfferedTool[]): string {
  const names = new Set(tools.flatMap((tool) => Object.keys(variablesOf(tool))));
  const said = [...names].map(numberOf).filter((number) => number !== null);
  return said.reduce((rest, number) => rest.replace(number, ' '), withDigits(text));
}

/** The caller's own name, where it was said. */
export function nameFrom(said: readonly string[]): string | undefined {
  return said.map((text) => NAME.exec(text)?.[1]).findLast((name) => name !== undefined);
}

function variablesOf(tool: OfferedTool | undefined) {
  const read = Declared.safeParse(tool?.parameters);
  return read.success ? read.data.properties.variables.properties : {};
}

function find(variable: string, text: string): string | undefined {
  if (/(^|_)name$/.test(variable)) return NAME.exec(text)?.[1];
  return numberOf(variable)
    ?.exec(withDigits(text))?.[1]
    ?.replace(/[ -]+$/, '')
    .replaceAll(' ', '');
}

/** How a number is said that is a variable such as `account_id`; null for any other variable. */
function numberOf(variable: string): RegExp | null {
  const [thing = '', kind] = variable.split('_');
  if (!kind || !/^(id|number|code|no)$/.test(kind)) return null;
  return new RegExp(
    String.raw`\b${thing}(?: (?:id|number|code))?(?: is|:)? ((?:\+|[a-z]{0,3}-?)?\d[\d -]*)`,
    'i',
  );
}
