import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OperatorsFileError } from '../../backend/operators/operators-file-error.ts';
import { operatorsIn, readOperatorsFile } from '../../backend/operators/operators-file.ts';
import { decoyOf, fitsHash, hashPassword, isHash } from '../../backend/operators/password.ts';
import { openRoster } from '../../backend/operators/roster.ts';
import { dropOperator, putOperator } from '../../backend/operators/write-operators.ts';
import { createLog } from '../../config/log.ts';

const HASH = await hashPassword('correct horse battery');
let dir: string;
let file: string;
const lines: string[] = [];
const log = createLog('test', 'info', { write: (line) => lines.push(line) });
const sessionKey = 'session-key-of-the-tests';

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'baton-operators-'));
  file = join(dir, 'operators.yaml');
  lines.length = 0;
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

function faultsOf(text: string) {
  try {
    operatorsIn('operators.yaml', text);
  } catch (fault) {
    if (fault instanceof OperatorsFileError) return fault.faults;
  }
  return [];
}

describe('a password', () => {
  it('is kept as scrypt with its parameters in the hash', async () => {
    expect(HASH).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
    expect(await fitsHash('correct horse battery', HASH)).toBe(true);
    expect(await fitsHash('correct horse batter', HASH)).toBe(false);
  });

  it('fits however its letters were composed on the keyboard', async () => {
    const hash = await hashPassword('caf\u00e9 au lait, please');
    expect(await fitsHash('cafe\u0301 au lait, please', hash)).toBe(true);
  });

  it('never fits a hash that is none, or that asks for all the memory there is', async () => {
    for (const hash of ['', 'plain', HASH.replace('ln=15', 'ln=31'), HASH.replace('r=8', 'r=80')]) {
      expect(isHash(hash)).toBe(false);
      expect(await fitsHash('correct horse battery', hash)).toBe(false);
    }
  });

  it('of nobody is compared with a hash of the same cost', () => {
    const costly = HASH.replace('p=3', 'p=5');
    expect(decoyOf(costly)).toMatch(/^\$scrypt\$ln=15,r=8,p=5\$/);
    expect(isHash(decoyOf(undefined))).toBe(true);
  });
});

describe('the list of operators', () => {
  it('is refused with the exact place of each fault, and without what stands there', () => {
    const text = `operators:
  - name: Ada
    role: admin
    password: ${HASH}
  - name: bob
    role: boss
    password: hunter2hunter2
  - { name: bob, role: agent, password: '${HASH}', colour: red }
`;
    const faults = faultsOf(text);
    expect(faults.map(({ path, line, column }) => [path, line, column])).toEqual([
      ['operators[0].name', 2, 5],
      ['operators[1].role', 6, 5],
      ['operators[1].password', 7, 5],
      ['operators[2].colour', 8, expect.any(Number)],
    ]);
    expect(JSON.stringify(faults)).not.toContain('hunter2');
  });

  it('is refused where two have one name, and where it is no YAML', () => {
    const one = `  - { name: ada, role: admin, password: '${HASH}' }\n`;
    expect(faultsOf(`operators:\n${one}${one}`)).toMatchObject([
      { path: 'operators[1].name', line: 3 },
    ]);
    expect(faultsOf('operators:\n  - {name: ada\n')).toMatchObject([{ path: '' }]);
  });

  it('is written by the command with its comments kept, and readable by its owner alone', async () => {
    writeFileSync(
      file,
      '# ours\noperators:\n  # the first\n  - {name: ada, role: admin, password: "' + HASH + '"}\n',
    );
    await putOperator(file, { name: 'bob', role: 'operator', password: HASH });
    await putOperator(file, { name: 'ada', role: 'agent', password: HASH });
    expect(await readOperatorsFile(file)).toMatchObject([
      { name: 'ada', role: 'agent' },
      { name: 'bob', role: 'operator' },
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await dropOperator(file, 'ada')).toBe(true);
    expect(await dropOperator(file, 'ada')).toBe(false);
    expect((await readOperatorsFile(file))?.map(({ name }) => name)).toEqual(['bob']);
  });
});

describe('the roster', () => {
  it('takes a change of the file at once, and keeps the last good one through a wrong edit', async () => {
    await putOperator(file, { name: 'ada', role: 'admin', password: HASH });
    const roster = await openRoster({ file, sessionKey, log });
    const before = await roster.find('ada');
    await putOperator(file, { name: 'ada', role: 'operator', password: HASH });
    const after = await roster.find('ada');
    expect(after?.fingerprint).not.toBe(before?.fingerprint);
    writeFileSync(file, 'operators: [');
    expect((await roster.find('ada'))?.role).toBe('operator');
    expect(lines.join()).toContain('the last good one stays');
    rmSync(file);
    expect(await roster.find('ada')).toBeUndefined();
  });

  it('stops the start where the file is wrong', async () => {
    writeFileSync(file, 'operators: nobody\n');
    await expect(openRoster({ file, sessionKey, log })).rejects.toThrow(`${file}:1:1`);
  });

  it('has a first admin only where there is no file, the same one after a restart', async () => {
    const source = { file, sessionKey, log, firstPassword: 'a generated password' };
    const [first, second] = [await openRoster(source), await openRoster(source)];
    const admin = await first.find('admin');
    expect(admin?.role).toBe('admin');
    expect((await second.find('admin'))?.fingerprint).toBe(admin?.fingerprint);
    await putOperator(file, { name: 'ada', role: 'admin', password: HASH });
    expect(await first.find('admin')).toBeUndefined();
  });

  it('says at the start that nobody can sign in', async () => {
    await openRoster({ file, sessionKey, log });
    expect(lines.join()).toContain('nobody can sign in');
  });
});
