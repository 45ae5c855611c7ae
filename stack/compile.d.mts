export interface Compilation {
  /** The checkout. */
  readonly root?: string;
  /** Of the sources, in it. */
  readonly folders?: readonly string[];
}

export function compile(compilation?: Compilation): Promise<void>;
