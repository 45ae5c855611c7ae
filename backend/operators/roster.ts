import { createHash, createHmac } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Logger } from '../../config/log.ts';
import type { Role } from '../../protocol/operator.ts';
import { OperatorsFileError } from './operators-file-error.ts';
import { readOperatorsFile, type WrittenOperator } from './operators-file.ts';
import { decoyOf, hashPassword } from './password.ts';

/** Somebody who may sign in. */
export interface Operator {
  readonly name: string;
  readonly role: Role;
  readonly password: string;
  /** Another one after every change: sessions are bound to it. */
  readonly fingerprint: string;
}

export interface Roster {
  find(name: string): Promise<Operator | undefined>;
  /** A hash for names that nobody has, so that they take as long. */
  decoy(): string;
}

export interface RosterSource {
  file: string;
  /** Of `admin`, where there is no file. */
  firstPassword?: string | undefined;
  /** Keeps the first admin's hash the same from start to start. */
  sessionKey: string;
  log: Logger;
}

/**
 * The operators of a file, read again whenever it has changed. A wrong edit is logged and changes
 * nothing. Throws OperatorsFileError where the file is wrong at the start.
 */
export async function openRoster({ file, log, ...first }: RosterSource): Promise<Roster> {
  const admin = await firstAdmin(first);
  const rest = admin ? [admin] : [];
  const read = async () => (await readOperatorsFile(file))?.map(withFingerprint) ?? rest;
  let seen = await stampOf(file);
  let operators = await read();
  if (operators.length === 0)
    log.warn({ file }, 'There are no operators; nobody can sign in to the console.');
  const refresh = async () => {
    const stamp = await stampOf(file);
    if (stamp === seen) return;
    seen = stamp;
    try {
      operators = await read();
      log.info({ operators: operators.length }, 'The operators were read again.');
    } catch (fault) {
      const faults = fault instanceof OperatorsFileError ? fault.faults : String(fault);
      log.error({ file, faults }, 'The list of operators is wrong; the last good one stays.');
    }
  };
  return {
    async find(name) {
      await refresh();
      return operators.find((one) => one.name === name);
    },
    decoy: () => decoyOf(operators[0]?.password),
  };
}

export function withFingerprint(written: WrittenOperator): Operator {
  const { name, role, password } = written;
  const fingerprint = createHash('sha256').update(JSON.stringify([name, role, password]));
  return { ...written, fingerprint: fingerprint.digest('base64url') };
}

async function firstAdmin({
  firstPassword,
  sessionKey,
}: Pick<RosterSource, 'firstPassword' | 'sessionKey'>): Promise<Operator | undefined> {
  if (firstPassword === undefined) return undefined;
  const salt = createHmac('sha256', sessionKey).update('first admin').digest().subarray(0, 16);
  const password = await hashPassword(firstPassword, salt);
  return withFingerprint({ name: 'admin', role: 'admin', password });
}

async function stampOf(file: string): Promise<string> {
  const facts = await stat(file).catch(() => undefined);
  return facts ? `${facts.ino} ${facts.mtimeMs} ${facts.size}` : '';
}
