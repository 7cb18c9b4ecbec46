import { randomUUID } from 'node:crypto';
import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, RequestContext, ValidRequest } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/problem.ts';
import type { AuditEvent } from '../../shared/logging/audit.ts';
import { nameKey } from '../../shared/text/names.ts';
import type { Identity } from '../identity.ts';
import { beginSession } from '../sessions/begin-session.ts';
import { sessionOf, sessionReply, type GrantedSession } from '../sessions/reply.ts';
import { isInvited, type Person } from '../person.ts';
import type { IdentityTransaction } from '../store.ts';
import { continueSession, openCookie, ownSession, sentCookie, type SentCookie } from './continued-session.ts';
import { loginFrom } from './login-from.ts';
import { nameRefusal } from './name-refusal.ts';
import { nameOfDeletedAccount } from './name-rules.ts';

type Login = operations['login'];

interface Attempt {
  username: string;
  key: string;
  /** The account's password hash that the sent password matched; undefined if none was sent. */
  provenHash: string | undefined;
  /** The sent refresh cookie and its session. */
  cookie: SentCookie | undefined;
  /** The session of the sent access token. */
  bearerSid: string | undefined;
  /** Written to the audit log once the transaction is committed. */
  events: AuditEvent[];
}

/** The refusals that are logged as failed logins. Rate limits and faults are not. */
const FAILED_LOGINS: ReadonlySet<Problem['kind']> = new Set<Problem['kind']>([
  'wrong-password',
  'password-required',
  'account-disabled',
  'guest-login-off',
  'name-reserved',
  'name-taken',
]);

/** Logs in a guest or an account, or continues the session that the request carries. */
export async function login(identity: Identity, request: ValidRequest<Login>): Promise<Reply<Login>> {
  try {
    return await enter(identity, request);
  } catch (error) {
    if (error instanceof Problem && FAILED_LOGINS.has(error.kind)) {
      request.audit({ event: 'login-failed', username: request.body.username, reason: error.kind });
    }
    throw error;
  }
}

async function enter(identity: Identity, request: ValidRequest<Login>): Promise<Reply<Login>> {
  const { limiter, limits, store, now } = identity;
  const { username, password } = request.body;
  const key = nameKey(username);
  await limiter.debit(loginFrom(request.network, limits));
  const attempt: Attempt = {
    username,
    key,
    provenHash: password === undefined ? undefined : await provePassword(identity, request, key, password),
    cookie: sentCookie(identity, request),
    bearerSid: request.callerIfAny?.sid,
    events: [],
  };
  const moment = now();
  const granted = await store.transaction((transaction) => grant(identity, transaction, request, attempt, moment));
  for (const event of attempt.events) request.audit(event);
  if (granted instanceof Problem) throw granted;
  await identity.guard.remember(granted.person, request);
  request.audit({ event: 'login', ...sessionOf(granted.person, granted.sid), method: methodOf(attempt, granted) });
  return sessionReply(identity, granted, request, moment);
}

function methodOf({ cookie, bearerSid, provenHash }: Attempt, { sid }: GrantedSession) {
  if (sid === cookie?.sid || sid === bearerSid) return 'continued';
  return provenHash === undefined ? 'guest' : 'password';
}

async function provePassword(
  { accounts, passwords, guard }: Identity,
  request: RequestContext,
  key: string,
  password: string,
): Promise<string> {
  const account = await accounts.find(key);
  const hash = account?.disabledHash ?? account?.passwordHash ?? undefined;
  // Checked even without an account, so that the response time does not reveal whether there is one.
  const matches = await guard.check({ nameKey: key, account }, request, () => passwords.matches(hash, password));
  if (!matches || hash === undefined) throw wrongPassword();
  // Revealed only to a client that knows the password.
  if (account?.disabledAt) throw new Problem('account-disabled', 'Ask the operator to enable it.');
  return hash;
}

function wrongPassword(): Problem {
  return new Problem('wrong-password', 'Check the name and the password, and try again.');
}

/** A refusal is returned, not thrown, so that ending a session because its cookie was copied is committed. */
async function grant(
  identity: Identity,
  transaction: IdentityTransaction,
  request: RequestContext,
  attempt: Attempt,
  now: Date,
): Promise<GrantedSession | Problem> {
  const { key, provenHash, cookie, bearerSid, events } = attempt;
  await transaction.people.lockName(key);
  const sids = [cookie?.sid, bearerSid].filter((sid) => sid !== undefined);
  const people = await transaction.people.lock({ nameKey: key, sids });
  const browser = cookie && (await openCookie(identity, transaction, people, cookie, now));
  const isCopied = browser && !browser.presented;
  if (isCopied) {
    await transaction.sessions.end(browser.person, browser.session.sid);
    events.push({ event: 'refresh-token-reused', ...sessionOf(browser.person, browser.session.sid) });
  }
  // A guest is deleted together with the session.
  const gone = isCopied && browser.person.passwordHash === null ? browser.person : undefined;
  const holder = people.find((person) => person.nameKey === key && person !== gone);
  const own = holder && (await ownSession(transaction, holder, browser, bearerSid, now));

  const isNew = provenHash === undefined && own === undefined;
  const taker = { username: attempt.username, nameKey: key, leaving: browser ? [browser.person] : [] };
  const refusal =
    refusalOf(identity, attempt, holder, own !== undefined, now) ??
    (isNew ? await nameRefusal(identity.rules, transaction, taker, now) : undefined);
  if (refusal) return refusal;
  if (browser?.presented && browser.session.sid !== own?.session.sid) {
    // A browser has one identity: end the session that its cookie held until now.
    await transaction.sessions.end(browser.person, browser.session.sid);
    events.push({ event: 'session-ended', ...sessionOf(browser.person, browser.session.sid), reason: 'login' });
  }
  if (holder && own) return continueSession(transaction, holder, own, now);
  const person = await newcomer(transaction, holder, attempt, now);
  return beginSession(identity, transaction, person, request, now);
}

function refusalOf(
  { rules }: Identity,
  { username, key, provenHash }: Attempt,
  holder: Person | undefined,
  isOwn: boolean,
  now: Date,
): Problem | undefined {
  if (provenHash !== undefined) {
    // The password was checked before the lock and may have been changed since.
    return provenHash === holder?.passwordHash ? undefined : wrongPassword();
  }
  if (holder && holder.passwordHash !== null) {
    if (isOwn) return undefined;
    if (holder.deletedAt) return nameOfDeletedAccount();
    const detail = `${holder.username} is an account. Send its password, or choose another name.`;
    return new Problem('password-required', detail);
  }
  const refusal = rules.guestRefusal(key, holder !== undefined && isOwn && isInvited(holder));
  if (refusal) return refusal;
  const until = holder?.heldUntil;
  return until && until > now && !isOwn ? nameTaken(username, until) : undefined;
}

function nameTaken(username: string, until: Date): Problem {
  // Rounded up to the full minute, so that nobody retries too early.
  const minute = new Date(Math.ceil(until.getTime() / 60_000) * 60_000).toISOString().slice(11, 16);
  const detail = `${username} is in use until ${minute} UTC. Choose another name, or try again then.`;
  return new Problem('name-taken', detail, { until });
}

/** The person who logs in: the account, or a new guest in place of a dormant one. */
async function newcomer(
  transaction: IdentityTransaction,
  holder: Person | undefined,
  { username, key }: Attempt,
  now: Date,
): Promise<Person> {
  if (holder && holder.passwordHash !== null) return holder;
  if (holder) await transaction.people.remove(holder.sub);
  return transaction.people.addGuest({ sub: randomUUID(), username, nameKey: key }, now);
}
