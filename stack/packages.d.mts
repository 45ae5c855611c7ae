export interface LockFile {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly version?: string;
        readonly integrity?: string;
        readonly optional?: boolean;
        readonly devOptional?: boolean;
        readonly link?: boolean;
      }
    >
  >;
}

export function nodeIsNewEnough(version: string): boolean;
export function packagesAreFresh(
  lock: LockFile,
  installed: LockFile,
  lockIsNewer: boolean,
): boolean;
export function readyCheckout(): Promise<string>;
