import { after, earlier, GUEST_RENEWAL } from './lifetimes.ts';
import type { Identity } from './identity.ts';
import type { Presented } from './refresh-tokens.ts';
import type { GrantedSession } from './reply.ts';
import type { IdentityTransaction, Person, Session } from './store-transaction.ts';

/** The living session of a refresh cookie that came with a login. */
export interface CookieSession {
  person: Person;
  session: Session;
  /** undefined: the cookie was copied, and the session must end. */
  presented: Presented | undefined;
}

/** @param people who are locked */
export async function openCookie(
  { refreshTokens }: Identity,
  transaction: IdentityTransaction,
  people: readonly Person[],
  { token, sid }: { token: string; sid: string },
  now: Date,
): Promise<CookieSession | undefined> {
  const session = await transaction.session(sid, now);
  const person = people.find(({ sub }) => sub === session?.sub);
  return session && person && { person, session, presented: refreshTokens.present(session.rotation, token, now) };
}

/** The holder's session that the request carries. */
export interface OwnSession {
  session: Session;
  /** undefined: it came without its cookie, and gets an access token that expires at `session.expiresAt` at the latest. */
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
 * A bot that keeps no cookies gets another access token by the one it has, until a day after the login. That extends
 * nothing: an access token that was copied never becomes a session. An account's continues nothing at all.
 */
async function renewableGuest(
  transaction: IdentityTransaction,
  holder: Person,
  sid: string,
  now: Date,
): Promise<OwnSession | undefined> {
  if (holder.passwordHash !== null) return undefined;
  const session = await transaction.session(sid, now);
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
    expiresAt: await transaction.useSession({ ...session, rotation }, now),
    refreshToken: successor,
  };
}
