/** What is wrong at one place of a file. */
export interface Fault {
  readonly path: string;
  readonly expected: string;
}

export interface Filled {
  readonly value: unknown;
  readonly faults: readonly Fault[];
}

type Variables = Readonly<Record<string, string | undefined>>;

const PLACEHOLDER = /\$\{([^}]*)\}/g;
const NAME = /^[A-Z][A-Z0-9_]*$/;

/** Puts variables in the place of `${NAME}`, in every text of `value`. An empty one counts as missing. */
export function fillPlaceholders(value: unknown, variables: Variables): Filled {
  const faults: Fault[] = [];
  const fill = (text: string, path: string): string =>
    text.replace(PLACEHOLDER, (whole, name: string) => {
      const found = NAME.test(name) ? variables[name] : undefined;
      if (found) return found;
      faults.push({ path, expected: expectedAt(whole, name) });
      return whole;
    });
  const walk = (part: unknown, path: string): unknown => {
    if (typeof part === 'string') return fill(part, path);
    if (Array.isArray(part)) return part.map((item, index) => walk(item, `${path}[${index}]`));
    if (part === null || typeof part !== 'object') return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, inner]) => [key, walk(inner, path ? `${path}.${key}` : key)]),
    );
  };
  return { value: walk(value, ''), faults };
}

function expectedAt(placeholder: string, name: string): string {
  return NAME.test(name)
    ? `expected the variable ${name} to be set`
    : `expected a variable in capitals, as in \${BATON_SIP_NUMBER}, not ${placeholder}`;
}
