import { randomUUID } from 'node:crypto';
import type { operations } from '../../generated/types/auth.ts';
import type { AuditEvent } from '../shared/audit.ts';
import type { Reply, RequestContext, ValidRequest } from '../shared/http/contract.ts';
import { nameKey } from '../shared/names.ts';
import { Problem } from '../shared/problem.ts';
import { beginSession } from './begin-session.ts';
import { continueSession, openCookie, ownSession } from './continued-session.ts';
import type { Identity } from './identity.ts';
import { nameRefusal } from './name-refusal.ts';
import { nameOfDeletedAccount } from './name-rules.ts';
import { sessionOf, sessionReply, type GrantedSession } from './reply.ts';
import type { IdentityTransaction, Person } from './store-transaction.ts';

type Login = operations['login'];

interface Attempt {
  username: string;
  key: string;
  /** The account's password hash that the sent password matched; undefined where none was sent. */
  provenHash: string | undefined;
  /** The refresh cookie that was sent, and the session it is of. */
  cookie: { token: string; sid: string } | undefined;
  /** The session of the access token that was sent. */
  bearerSid: string | undefined;
  /** For the audit log, once the transaction is committed. */
  events: AuditEvent[];
}

/** A refusal that says something about who tried; one too many, or a fault, is no failed login. */
const FAILED_LOGINS: ReadonlySet<Problem['kind']> = new Set<Problem['kind']>([
  'wrong-password',
  'password-required',
  'account-disabled',
  'guest-login-off',
  'name-reserved',
  'name-taken',
]);

/** Logs a guest or an account in, or continues the session that the request carries. */
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
  await limiter.debit({
    key: `login-address:${request.network}`,
    perMinute: limits.loginPerAddress,
    what: 'logins from your address',
  });
  const token = identity.cookies.read(request);
  const sid = token && identity.refreshTokens.sidOf(token);
  const attempt: Attempt = {
    username,
    key,
    provenHash: password === undefined ? undefined : await provePassword(identity, request, key, password),
    cookie: sid === undefined || token === undefined ? undefined : { token, sid },
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
  { store, passwords, guard }: Identity,
  request: RequestContext,
  key: string,
  password: string,
): Promise<string> {
  const account = await store.account(key);
  const hash = account?.disabledHash ?? account?.passwordHash ?? undefined;
  // Checked whether there is an account or not, so that the time says nothing.
  const matches = await guard.check({ nameKey: key, account }, request, () => passwords.matches(hash, password));
  if (!matches || hash === undefined) throw wrongPassword();
  // Only whoever knows the password learns it.
  if (account?.disabledAt) throw new Problem('account-disabled', 'Ask the operator to enable it.');
  return hash;
}

function wrongPassword(): Problem {
  return new Problem('wrong-password', 'Check the name and the password, and try again.');
}

/** A refusal is returned, not thrown: a session that was ended because its cookie was copied stays ended. */
async function grant(
  identity: Identity,
  transaction: IdentityTransaction,
  request: RequestContext,
  attempt: Attempt,
  now: Date,
): Promise<GrantedSession | Problem> {
  const { key, provenHash, cookie, bearerSid, events } = attempt;
  await transaction.lockName(key);
  const sids = [cookie?.sid, bearerSid].filter((sid) => sid !== undefined);
  const people = await transaction.lockPeople({ nameKey: key, sids });
  const browser = cookie && (await openCookie(identity, transaction, people, cookie, now));
  const isCopied = browser && !browser.presented;
  if (isCopied) {
    await transaction.endSession(browser.person, browser.session.sid);
    events.push({ event: 'refresh-token-reused', ...sessionOf(browser.person, browser.session.sid) });
  }
  // A guest has gone with the session.
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
    // One browser is one person: whom its cookie stood for until now leaves.
    await transaction.endSession(browser.person, browser.session.sid);
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
    // The password was checked before the lock: it may have been changed since.
    return provenHash === holder?.passwordHash ? undefined : wrongPassword();
  }
  if (holder && holder.passwordHash !== null) {
    if (isOwn) return undefined;
    if (holder.deletedAt) return nameOfDeletedAccount();
    const detail = `${holder.username} is an account. Send its password, or choose another name.`;
    return new Problem('password-required', detail);
  }
  const refusal = rules.guestRefusal(key);
  if (refusal) return refusal;
  const until = holder?.heldUntil;
  return until && until > now && !isOwn ? nameTaken(username, until) : undefined;
}

function nameTaken(username: string, until: Date): Problem {
  // The minute that has passed by then, so that nobody comes back too early.
  const minute = new Date(Math.ceil(until.getTime() / 60_000) * 60_000).toISOString().slice(11, 16);
  const detail = `${username} is in use until ${minute} UTC. Choose another name, or try again then.`;
  return new Problem('name-taken', detail, { until });
}

/** The person who logs in anew: the account, or a guest in place of the one who let the name lapse. */
async function newcomer(
  transaction: IdentityTransaction,
  holder: Person | undefined,
  { username, key }: Attempt,
  now: Date,
): Promise<Person> {
  if (holder && holder.passwordHash !== null) return holder;
  if (holder) await transaction.removePerson(holder.sub);
  return transaction.addGuest({ sub: randomUUID(), username, nameKey: key }, now);
}
