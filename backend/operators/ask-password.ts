import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { SHORTEST_PASSWORD } from './password.ts';

/** The password cannot be taken as it is. */
export class PasswordRefused extends Error {
  override readonly name = 'PasswordRefused';
}

/** From a prompt that does not show it, twice; or the first line of a pipe. Never from arguments. */
export async function askPassword(
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
): Promise<string> {
  const password = input.isTTY
    ? await prompted(input, output)
    : ((await text(input)).split('\n', 1)[0]?.replace(/\r$/, '') ?? '');
  if (password.length < SHORTEST_PASSWORD)
    throw new PasswordRefused(`A password has at least ${SHORTEST_PASSWORD} characters.`);
  return password;
}

async function prompted(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<string> {
  const mute = new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
  const lines = createInterface({ input, output: mute, terminal: true });
  const ask = async (question: string) => {
    output.write(question);
    const answer = await lines.question('');
    output.write('\n');
    return answer;
  };
  try {
    const password = await ask('Password: ');
    if (password !== (await ask('The same again: ')))
      throw new PasswordRefused('The two are not the same.');
    return password;
  } finally {
    lines.close();
  }
}
