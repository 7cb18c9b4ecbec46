import type { components } from '../../generated/types/auth.ts';
import type { RequestContext } from '../shared/http/contract.ts';
import type { Identity } from './identity.ts';
import type { Person } from './store-transaction.ts';

/** A session as its owner gets it: a fresh access token, and the refresh token to come back with. */
export interface GrantedSession {
  person: Person;
  sid: string;
  refreshToken: string;
}

export function sessionReply(
  { accessTokens, cookies, rules }: Identity,
  { person, sid, refreshToken }: GrantedSession,
  request: RequestContext,
  now: Date,
) {
  const { sub, username } = person;
  const { token, expiresAt } = accessTokens.issue(sub, sid, now);
  const body: components['schemas']['Session'] = {
    token,
    username,
    sub,
    sid,
    roles: rules.roles(person),
    expiresAt: expiresAt.toISOString(),
  };
  return { status: 200 as const, headers: cookies.set(refreshToken, request), body };
}
