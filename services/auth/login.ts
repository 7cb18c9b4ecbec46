import { randomUUID } from 'node:crypto';
import type { operations } from '../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../shared/http/contract.ts';
import { nameKey } from '../shared/names.ts';
import { Problem } from '../shared/problem.ts';
import type { Identity } from './identity.ts';
import { sessionReply, type GrantedSession } from './reply.ts';
import type { IdentityTransaction, Person, Session } from './store-transaction.ts';

type Login = operations['login'];

const MAX_USER_AGENT = 300;

interface Attempt {
  username: string;
  key: string;
  /** The account's password hash that the sent password matched; undefined where none was sent. */
  provenHash: string | undefined;
  /** The refresh cookie that was sent, and the session it is of. */
  cookie: { token: string; sid: string } | undefined;
  /** The session of the access token that was sent. */
  bearerSid: string | undefined;
  userAgent: string;
}

/** Logs a guest or an account in, or continues the session that the request carries. */
export async function login(identity: Identity, request: ValidRequest<Login>): Promise<Reply<Login>> {
  const { limiter, limits, store, now } = identity;
  const { username, password } = request.body;
  const key = nameKey(username);
  await limiter.debit(
    {
      key: `login-address:${request.address}`,
      perMinute: limits.loginPerAddress,
      what: 'logins from your address',
    },
    { key: `login-name:${key}`, perMinute: limits.loginPerName, what: 'logins with this name' },
  );
  const token = identity.cookies.read(request);
  const sid = token && identity.refreshTokens.sidOf(token);
  const attempt: Attempt = {
    username,
    key,
    provenHash: password === undefined ? undefined : await provePassword(identity, key, password),
    cookie: sid === undefined || token === undefined ? undefined : { token, sid },
    bearerSid: request.callerIfAny?.sid,
    userAgent: request.rawHeaders['user-agent']?.slice(0, MAX_USER_AGENT) ?? '',
  };
  const moment = now();
  const granted = await store.transaction((transaction) => grant(identity, transaction, attempt, moment));
  return sessionReply(identity, granted, request, moment);
}

async function provePassword({ store, passwords }: Identity, key: string, password: string): Promise<string> {
  const hash = (await store.account(key))?.passwordHash ?? undefined;
  // Checked whether there is an account or not, so that the time says nothing.
  const matches = await passwords.matches(hash, password);
  if (!matches || hash === undefined) throw wrongPassword();
  return hash;
}

function wrongPassword(): Problem {
  return new Problem('wrong-password', 'Check the name and the password, and try again.');
}

async function grant(
  identity: Identity,
  transaction: IdentityTransaction,
  attempt: Attempt,
  now: Date,
): Promise<GrantedSession> {
  const { key, provenHash, cookie, bearerSid } = attempt;
  await transaction.lockName(key);
  const sids = [cookie?.sid, bearerSid].filter((sid) => sid !== undefined);
  const people = await transaction.lockPeople({ nameKey: key, sids });
  const holder = people.find((person) => person.nameKey === key);
  const own = holder && (await continuedSession(identity, transaction, holder, attempt, now));

  // The password was checked before the lock: it may have been changed since.
  if (provenHash !== undefined && provenHash !== holder?.passwordHash) throw wrongPassword();
  if (provenHash === undefined) assertMayEnter(identity, attempt, holder, own !== undefined, now);

  // One browser is one person: whom its cookie stood for until now leaves.
  if (cookie && cookie.sid !== own?.session.sid) await endCookieSession(transaction, people, cookie.sid, now);
  if (holder && own) {
    await transaction.useSession(own.session, now);
    return { person: holder, sid: own.session.sid, refreshToken: own.refreshToken };
  }
  return newSession(identity, transaction, holder, attempt, now);
}

interface Continued {
  session: Session;
  refreshToken: string;
}

/** The holder's session that the request carries, with its next refresh token. */
async function continuedSession(
  { refreshTokens }: Identity,
  transaction: IdentityTransaction,
  holder: Person,
  { cookie, bearerSid }: Attempt,
  now: Date,
): Promise<Continued | undefined> {
  const ofHolder = async (sid: string) => {
    const session = await transaction.session(sid, now);
    return session?.sub === holder.sub ? session : undefined;
  };
  const byCookie = cookie && (await ofHolder(cookie.sid));
  const rotation = byCookie && refreshTokens.present(byCookie.rotation, cookie.token, now);
  if (rotation) return { session: { ...byCookie, rotation }, refreshToken: refreshTokens.successor(cookie.token) };

  // Who keeps no cookies, as bots do not, starts a new chain of refresh tokens.
  const byToken = bearerSid === undefined ? undefined : await ofHolder(bearerSid);
  if (!byToken) return undefined;
  const refreshToken = refreshTokens.first(byToken.sid);
  return { session: { ...byToken, rotation: refreshTokens.begin(refreshToken) }, refreshToken };
}

/** Who sent no password enters as a guest, or goes on with the own session; throws where that may not be. */
function assertMayEnter(
  { rules }: Identity,
  { username, key }: Attempt,
  holder: Person | undefined,
  isOwn: boolean,
  now: Date,
): void {
  if (holder && holder.passwordHash !== null) {
    if (isOwn) return;
    const detail = `${holder.username} is an account. Send its password, or choose another name.`;
    throw new Problem('password-required', detail);
  }
  const refusal = rules.guestRefusal(key);
  if (refusal) throw refusal;
  if (!isOwn && holder?.heldUntil && holder.heldUntil > now) throw nameTaken(username, holder.heldUntil);
}

function nameTaken(username: string, until: Date): Problem {
  // The minute that has passed by then, so that nobody comes back too early.
  const minute = new Date(Math.ceil(until.getTime() / 60_000) * 60_000).toISOString().slice(11, 16);
  const detail = `${username} is in use until ${minute} UTC. Choose another name, or try again then.`;
  return new Problem('name-taken', detail, { until });
}

async function endCookieSession(
  transaction: IdentityTransaction,
  people: Person[],
  sid: string,
  now: Date,
): Promise<void> {
  const session = await transaction.session(sid, now);
  const person = people.find(({ sub }) => sub === session?.sub);
  if (person) await transaction.endSession(person, sid);
}

async function newSession(
  { refreshTokens }: Identity,
  transaction: IdentityTransaction,
  holder: Person | undefined,
  { username, key, userAgent }: Attempt,
  now: Date,
): Promise<GrantedSession> {
  let person = holder;
  if (!person || person.passwordHash === null) {
    // A guest who held the name let it lapse.
    if (person) await transaction.removePerson(person.sub);
    person = await transaction.addGuest({ sub: randomUUID(), username, nameKey: key }, now);
  }
  const sid = randomUUID();
  const refreshToken = refreshTokens.first(sid);
  const rotation = refreshTokens.begin(refreshToken);
  await transaction.addSession({ sid, sub: person.sub, rotation }, userAgent, now);
  return { person, sid, refreshToken };
}
