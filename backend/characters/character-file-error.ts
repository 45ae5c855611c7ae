/** One thing that is wrong in a character file. */
export interface CharacterFault {
  file: string;
  /** Where in the front matter, as `handoff_targets[0].slug`; `prompt` is the text below it. */
  path: string;
  line?: number;
  column?: number;
  expected: string;
}

/** Character files are wrong: every fault of every file at once. */
export class CharacterFileError extends Error {
  override readonly name = 'CharacterFileError';
  readonly faults: readonly CharacterFault[];

  constructor(faults: readonly CharacterFault[]) {
    super(
      `The characters cannot be used:\n${faults.map((fault) => `  ${sentence(fault)}`).join('\n')}`,
    );
    this.faults = faults;
  }
}

function sentence({ file, path, line, expected }: CharacterFault): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return path === '' ? `${place}: ${expected}` : `${place}: ${path}: ${expected}`;
}
