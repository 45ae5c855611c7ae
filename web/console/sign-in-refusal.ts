import { SIGN_IN_REFUSALS, SINGLE_SIGN_ON, type SignInRefusal } from '../../protocol/operator.ts';

const SENTENCES: Readonly<Record<SignInRefusal, string>> = {
  expired:
    'That sign-in is over: it took longer than ten minutes, was begun in another browser or at another address, or was used before. Try once more.',
  denied: 'The sign-in provider says no, or you have cancelled it there.',
  unproven:
    'What the sign-in provider has sent could not be verified, so nobody was signed in. Try once more; if it stays like that, tell your administrator.',
  no_name:
    'The sign-in provider has sent no name that can be used. Your administrator can change that.',
  no_role:
    'The sign-in provider knows you, but you have no role here. Ask your administrator for one.',
  provider_away:
    'The sign-in provider cannot be reached, or does not answer as it should. Try again in a moment.',
  rate_limited: 'Too many attempts. Wait five minutes.',
};

/** Why single sign-on has come back without a session; null where the address says nothing of it. */
export function refusalIn(search: string): string | null {
  const code = new URLSearchParams(search).get(SINGLE_SIGN_ON.refusedIn);
  const refusal = SIGN_IN_REFUSALS.find((one) => one === code);
  return refusal ? SENTENCES[refusal] : null;
}
