import type { components } from '../../../generated/types/auth.ts';
import type { RequestContext } from '../../shared/http/contract.ts';
import type { Identity } from '../identity.ts';
import type { Person } from '../person.ts';

/** A session as returned to its owner: a new access token and the refresh token. */
export interface GrantedSession {
  person: Person;
  sid: string;
  /** When the session and its tokens expire. */
  expiresAt: Date;
  /** undefined: only the access token is renewed, and the session's expiry is unchanged. */
  refreshToken: string | undefined;
}

/** The audit log's fields for a session. */
export function sessionOf({ sub, username }: Pick<Person, 'sub' | 'username'>, sid: string) {
  return { sub, username, sid };
}

export function sessionReply(
  { accessTokens, cookies, rules }: Identity,
  { person, sid, expiresAt: limit, refreshToken }: GrantedSession,
  request: RequestContext,
  now: Date,
) {
  const { sub, username } = person;
  const { token, expiresAt } = accessTokens.issue(sub, sid, now, limit);
  const body: components['schemas']['Session'] = {
    token,
    username,
    sub,
    sid,
    roles: rules.roles(person),
    expiresAt: expiresAt.toISOString(),
  };
  const maxAge = Math.floor((limit.getTime() - now.getTime()) / 1000);
  const headers = refreshToken === undefined ? {} : cookies.set(refreshToken, maxAge, request);
  return { status: 200 as const, headers, body };
}
