/** What a test wants of the line, and only the stand-in can play or see. */
export class NotOnBridgeError extends Error {
  override readonly name = 'NotOnBridgeError';

  constructor(what: string) {
    super(`Not on a real bridge: ${what} (skip the test where line.real)`);
  }
}

/** What was asked of the bridge and never reaches a telephone: to read it is an error. */
export function withUnseen<T extends object, Name extends string>(
  seen: T,
  names: readonly Name[],
): T & Record<Name, never> {
  const missing = names.map((name) => {
    const get = (): never => {
      throw new NotOnBridgeError(`a telephone does not see ${name}`);
    };
    return [name, { get, enumerable: false }] as const;
  });
  return Object.defineProperties(seen, Object.fromEntries(missing)) as T & Record<Name, never>;
}
