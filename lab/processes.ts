import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The processes of a group that live, by the kernel's table. Throws where there is none. */
export function processesOf(group: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isIn(name, group))
    .map(Number);
}

export function lives(pid: number): boolean {
  const state = fieldsOf(String(pid))[0];
  return state !== undefined && state !== 'Z';
}

/** Which process of a group holds the near end of a loopback connection, by its port. */
export function holderOf(port: number, group: number): number | null {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) =>
    read(table)
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local]) => local?.endsWith(`:${hex}`))
      .map((fields) => `socket:[${fields[9] ?? ''}]`),
  );
  return processesOf(group).find((pid) => holds(pid, inodes)) ?? null;
}

function isIn(pid: string, group: number): boolean {
  const [state, , processGroup] = fieldsOf(pid);
  return processGroup === String(group) && state !== 'Z';
}

/** Counted from `state` (proc_pid_stat(5)); empty where the process has ended. */
function fieldsOf(pid: string): string[] {
  const text = read(`/proc/${pid}/stat`);
  return text === '' ? [] : text.replace(/^.*\) /s, '').split(' ');
}

function holds(pid: number, links: readonly string[]): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((fd) => links.includes(targetOf(`${folder}/${fd}`)));
  } catch {
    return false;
  }
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
