import type { RequestContext } from '../../shared/http/contract.ts';
import type { AuditEvent } from '../../shared/logging/audit.ts';
import type { Identity } from '../identity.ts';
import { after, earlier, GUEST_RENEWAL } from '../lifetimes.ts';
import type { Presented } from '../sessions/refresh-tokens.ts';
import { sessionOf, type GrantedSession } from '../sessions/reply.ts';
import type { Person } from '../person.ts';
import type { Session } from '../sessions/store.ts';
import type { IdentityTransaction } from '../store.ts';

/** The active session of a refresh cookie sent with a login. */
export interface CookieSession {
  person: Person;
  session: Session;
  /** undefined: the token was reused by a copy, and the session must end. */
  presented: Presented | undefined;
}

/** The refresh cookie that a request carries. */
export interface SentCookie {
  token: string;
  sid: string;
}

export function sentCookie({ cookies, refreshTokens }: Identity, request: RequestContext): SentCookie | undefined {
  const token = cookies.read(request);
  const sid = token && refreshTokens.sidOf(token);
  return token === undefined || sid === undefined ? undefined : { token, sid };
}

/** @param people whose rows are locked */
export async function openCookie(
  { refreshTokens }: Identity,
  transaction: IdentityTransaction,
  people: readonly Person[],
  { token, sid }: SentCookie,
  now: Date,
): Promise<CookieSession | undefined> {
  const session = await transaction.sessions.find(sid, now);
  const person = people.find(({ sub }) => sub === session?.sub);
  return session && person && { person, session, presented: refreshTokens.present(session.rotation, token, now) };
}

/**
 * Ends the session of a cookie whose browser becomes another person: one browser is one person.
 *
 * @param people whose rows are locked
 * @returns the audit event, and the sub of a guest who was removed with the session; undefined if it had none
 */
export async function leaveCookieSession(
  identity: Identity,
  transaction: IdentityTransaction,
  people: readonly Person[],
  cookie: SentCookie,
  now: Date,
): Promise<{ event: AuditEvent; removed: string | undefined } | undefined> {
  const browser = await openCookie(identity, transaction, people, cookie, now);
  if (!browser) return undefined;
  const { person, session, presented } = browser;
  await transaction.sessions.end(person, session.sid);
  const ended = sessionOf(person, session.sid);
  return {
    event: presented
      ? { event: 'session-ended', ...ended, reason: 'login' }
      : { event: 'refresh-token-reused', ...ended },
    removed: person.passwordHash === null ? person.sub : undefined,
  };
}

/** The name holder's session that the request carries. */
export interface OwnSession {
  session: Session;
  /** undefined: sent without its cookie; gets an access token that expires no later than `session.expiresAt`. */
  presented: Presented | undefined;
}

export async function ownSession(
  transaction: IdentityTransaction,
  holder: Person,
  browser: CookieSession | undefined,
  bearerSid: string | undefined,
  now: Date,
): Promise<OwnSession | undefined> {
  if (browser?.presented && browser.person.sub === holder.sub) return browser;
  return bearerSid === undefined ? undefined : renewableGuest(transaction, holder, bearerSid, now);
}

/**
 * A guest bot without cookies can renew its access token with the current one until a day after the login. This never
 * extends the session, so that a copied access token cannot become one. An account's token continues nothing.
 */
async function renewableGuest(
  transaction: IdentityTransaction,
  holder: Person,
  sid: string,
  now: Date,
): Promise<OwnSession | undefined> {
  if (holder.passwordHash !== null) return undefined;
  const session = await transaction.sessions.find(sid, now);
  if (session?.sub !== holder.sub) return undefined;
  const expiresAt = earlier(after(session.createdAt, GUEST_RENEWAL), session.expiresAt);
  return expiresAt > now ? { session: { ...session, expiresAt }, presented: undefined } : undefined;
}

export async function continueSession(
  transaction: IdentityTransaction,
  person: Person,
  { session, presented }: OwnSession,
  now: Date,
): Promise<GrantedSession> {
  const { sid, expiresAt } = session;
  if (!presented) return { person, sid, expiresAt, refreshToken: undefined };
  const { rotation, successor } = presented;
  return {
    person,
    sid,
    expiresAt: await transaction.sessions.use({ ...session, rotation }, now),
    refreshToken: successor,
  };
}
