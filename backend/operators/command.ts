import { parseArgs } from 'node:util';
import { readEnv } from '../../config/env.ts';
import { OperatorName, ROLES, type Role } from '../../protocol/operator.ts';
import { askPassword } from './ask-password.ts';
import { readOperatorsFile } from './operators-file.ts';
import { hashPassword } from './password.ts';
import { dropOperator, putOperator } from './write-operators.ts';

const USAGE = `npm run operator -- add <name> --role ${ROLES.join('|')}   asks for the password, or reads it from a pipe
npm run operator -- remove <name>
npm run operator -- list
`;

process.exitCode = await run(process.argv.slice(2)).catch((fault: unknown) => {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
  return 1;
});

async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { role: { type: 'string', default: 'operator' } },
  });
  const [verb, name = ''] = positionals;
  const file = readEnv().BATON_OPERATORS_FILE;
  if (verb === 'list') return list(file);
  const named = OperatorName.safeParse(name);
  const role = ROLES.find((one) => one === values.role);
  if (verb === 'remove' && named.success) return remove(file, name);
  if (verb === 'add' && named.success && role) return add(file, name, role);
  process.stderr.write(USAGE);
  return 2;
}

async function add(file: string, name: string, role: Role): Promise<number> {
  const password = await hashPassword(await askPassword(process.stdin, process.stdout));
  await putOperator(file, { name, role, password });
  process.stdout.write(`${name} may sign in as ${role}; ${file} says so.\n`);
  return 0;
}

async function remove(file: string, name: string): Promise<number> {
  const found = await dropOperator(file, name);
  process.stdout.write(
    found ? `${name} is out, from every page.\n` : `There is no ${name} in ${file}.\n`,
  );
  return found ? 0 : 1;
}

async function list(file: string): Promise<number> {
  const operators = (await readOperatorsFile(file)) ?? [];
  for (const { name, role } of operators) process.stdout.write(`${name}\t${role}\n`);
  if (operators.length === 0) process.stdout.write(`There is nobody in ${file}.\n`);
  return 0;
}
