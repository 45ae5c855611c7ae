import type { Role } from '../../protocol/operator.ts';

/** What takes more than an operator, or less. Everything else that operators have is theirs. */
const ROLE_OF: Record<string, Role> = {
  'GET /api/me': 'agent',
  'POST /api/sign-out': 'agent',
  'GET /api/audit': 'admin',
  'DELETE /api/callers': 'admin',
};

/** The same by what a route begins with. */
const KINDS: readonly (readonly [string, Role])[] = [
  ['/api/characters/', 'admin'],
  ['/api/desk/', 'agent'],
];

/** The smallest role that a route behind the door is for; the path as in the document. */
export function roleFor(method: string, path: string): Role {
  const kind = KINDS.find(([start]) => path.startsWith(start))?.[1] ?? 'operator';
  return ROLE_OF[`${method} ${path}`] ?? kind;
}
