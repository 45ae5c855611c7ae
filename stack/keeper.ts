import { spawn, type ChildProcess } from 'node:child_process';

/**
 * A line "add PGID" or "drop PGID" on its input; at the end of the input, which comes with our
 * death however we die, it ends the groups that are left.
 */
const SCRIPT = `
trap '' INT TERM HUP
groups=''
while read -r op group; do
  kept=''
  for each in $groups; do [ "$each" = "$group" ] || kept="$kept $each"; done
  groups="$kept"
  [ "$op" = add ] && groups="$groups $group"
done
[ -n "$groups" ] || exit 0
for each in $groups; do kill -TERM "-$each" 2>/dev/null; done
sleep 5
for each in $groups; do kill -KILL "-$each" 2>/dev/null; done
exit 0
`;

/** Sees to it that no process group outlives this process, not even after `kill -9`. */
export interface Keeper {
  readonly add: (group: number) => void;
  readonly drop: (group: number) => void;
  readonly stop: () => Promise<void>;
}

export function startKeeper(): Keeper {
  const shell = spawn('sh', ['-c', SCRIPT], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.unref();
  shell.once('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  const tell = (line: string): void => {
    if (shell.stdin.writable) shell.stdin.write(`${line}\n`);
  };
  return {
    add: (group) => {
      tell(`add ${group}`);
    },
    drop: (group) => {
      tell(`drop ${group}`);
    },
    stop: () => ended(shell),
  };
}

function ended(shell: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (shell.exitCode !== null || shell.pid === undefined) {
      resolve();
      return;
    }
    shell.ref();
    shell.once('exit', () => {
      resolve();
    });
    shell.stdin?.end();
  });
}
