import type { components } from '../../../generated/types/auth.ts';
import { Problem } from '../../shared/problem.ts';
import type { Authenticate } from '../../shared/caller.ts';
import type { Identity } from '../identity.ts';
import { isInvited } from '../person.ts';

export type TokenVerification = components['schemas']['TokenVerification'];

const ADVICE = {
  malformed: 'The token is none of this service. Log in again.',
  expired: 'The token has expired. Refresh it, or log in again.',
  ended: 'The session has ended. Log in again.',
};

/** Verifies a token; one indexed query finds out whether its session is active. */
export async function verifyToken(
  { accessTokens, sessions, rules, now }: Identity,
  token: string,
): Promise<TokenVerification> {
  const moment = now();
  const claims = accessTokens.check(token, moment);
  if (typeof claims === 'string') return { valid: false, reason: claims };
  const { sub, sid, exp } = claims;
  const person = await sessions.person(sid, sub, moment);
  if (!person) return { valid: false, reason: 'ended' };
  const { username } = person;
  return { valid: true, username, sub, sid, roles: rules.roles(person), invited: isInvited(person), exp };
}

/** Authenticates callers of this service itself, as the other services do, but without HTTP. */
export function authenticator(identity: Identity): Authenticate {
  return async (token) => {
    const verification = await verifyToken(identity, token);
    if (!verification.valid) throw unauthenticated(verification.reason);
    const { username, sub, sid, roles, invited = false, exp } = verification;
    return { token, username, sub, sid, roles, invited, exp };
  };
}

export function unauthenticated(reason: keyof typeof ADVICE): Problem {
  return new Problem('unauthenticated', ADVICE[reason]);
}
