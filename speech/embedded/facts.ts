import { z } from 'zod';
import type { Entry, OfferedTool } from './conversation.ts';
import { HANDOFF_TOOL } from './targets.ts';

const Declared = z.looseObject({
  properties: z.looseObject({
    variables: z.looseObject({
      properties: z.record(z.string(), z.looseObject({ type: z.string().optional() })),
    }),
  }),
});

const NAME =
  /\b(?:[Mm]y name is|[Mm]y name's|[Tt]his is|I am|I'm) ([A-Z][\p{L}'-]+(?: [A-Z][\p{L}'-]+)?)(?=[.,!?]|$| and| speaking| here| calling)/u;

/**
 * What the caller has said of the variables that the handoff tool takes: a name ("my name is
 * Anna"), a number or code ("my account number is 4711"). Only what was plainly said.
 */
export function factsFrom(entries: readonly Entry[], tools: readonly OfferedTool[]) {
  const tool = tools.find(({ name }) => name === HANDOFF_TOOL);
  const read = Declared.safeParse(tool?.parameters);
  const said = entries.flatMap((entry) => (entry.from === 'caller' ? [entry.text] : []));
  const facts: Record<string, string | number> = {};
  if (!read.success) return facts;
  for (const [name, { type }] of Object.entries(read.data.properties.variables.properties)) {
    const found = said.map((text) => find(name, text)).findLast((value) => value !== undefined);
    if (found === undefined || type === 'boolean') continue;
    if (type !== 'number') facts[name] = found;
    else if (/^\d+$/.test(found)) facts[name] = Number(found);
  }
  return facts;
}

function find(variable: string, text: string): string | undefined {
  if (/(^|_)name$/.test(variable)) return NAME.exec(text)?.[1];
  const [thing = '', kind] = variable.split('_');
  if (!kind || !/^(id|number|code|no)$/.test(kind)) return undefined;
  const said = new RegExp(
    String.raw`\b${thing}(?: (?:id|number|code))?(?: is|:)? ((?:[a-z]{0,3}-?)?\d[\d -]*)`,
    'i',
  );
  return said
    .exec(text)?.[1]
    ?.replace(/[ -]+$/, '')
    .replaceAll(' ', '');
}
