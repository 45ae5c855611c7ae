/**
 * A fault as a log has it: its name and code, those of its causes, and where in our files it arose. Its
 * message may quote what was being stored, read or sent, so it stays behind.
 */
export function toldFault(fault: unknown): string {
  const names: string[] = [];
  for (let one = fault; one instanceof Error && names.length < 5; one = one.cause) {
    const code = 'code' in one ? ` ${String(one.code)}` : '';
    names.push(`${one.name}${code}`);
  }
  const frames = fault instanceof Error ? (fault.stack ?? '').split('\n    at ').slice(1) : [];
  const ours = frames.map((frame) => OURS.exec(frame)?.[1]).find((place) => place !== undefined);
  const told = names.join(' ← ') || 'something that is no error';
  return ours === undefined ? told : `${told}, at ${ours}`;
}

const OURS = /\/((?:agent|backend|call|config|gateway|protocol|speech|tools)\/[\w/.-]+:\d+)/;
