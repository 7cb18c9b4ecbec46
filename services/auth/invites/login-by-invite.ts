import { randomUUID } from 'node:crypto';
import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { invalid } from '../../shared/http/invalid.ts';
import type { AuditEvent } from '../../shared/logging/audit.ts';
import { Problem } from '../../shared/problem.ts';
import { nameKey } from '../../shared/text/names.ts';
import { assertGoodPassword } from '../accounts/password-rules.ts';
import type { Identity } from '../identity.ts';
import { leaveCookieSession, sentCookie } from '../login/continued-session.ts';
import { loginFrom } from '../login/login-from.ts';
import { nameRefusal } from '../login/name-refusal.ts';
import type { Person } from '../person.ts';
import { beginSession } from '../sessions/begin-session.ts';
import { sessionOf, sessionReply } from '../sessions/reply.ts';
import type { IdentityTransaction } from '../store.ts';
import type { InviteTerms } from './invites.ts';

type LoginByInvite = operations['loginByInvite'];
type Request = ValidRequest<LoginByInvite>;

/** Per minute. Each asks message-service, and may hash a password. */
const PER_ADDRESS = 60;

/**
 * Logs in somebody new with an invite's code, as what the invite makes: also while guest login is off. Joining the room,
 * which uses the invite, is the new person's next request; so a login that fails uses nothing.
 */
export async function loginByInvite(identity: Identity, request: Request): Promise<Reply<LoginByInvite>> {
  try {
    return await enter(identity, request);
  } catch (error) {
    if (error instanceof Problem && error.status < 500 && error.kind !== 'rate-limited') {
      request.audit({ event: 'login-failed', username: request.body.username, reason: error.kind });
    }
    throw error;
  }
}

async function enter(identity: Identity, request: Request): Promise<Reply<LoginByInvite>> {
  const { limiter, limits, store, now } = identity;
  await limiter.debit(loginFrom(request.network, limits), {
    key: `invite-address:${request.network}`,
    perMinute: PER_ADDRESS,
    what: 'invites tried from your address',
  });
  const terms = await identity.invites.inspect(request.body.code, request.requestId);
  const passwordHash = await hashPassword(identity, request, terms);

  const moment = now();
  const events: AuditEvent[] = [];
  const granted = await store.transaction(async (transaction) => {
    const person = await addPerson(identity, transaction, request, { terms, passwordHash, now: moment, events });
    return beginSession(identity, transaction, person, request, moment);
  });
  await identity.guard.remember(granted.person, request);
  for (const event of events) request.audit(event);
  const { id: invite, makes } = terms;
  request.audit({ event: 'login-by-invite', ...sessionOf(granted.person, granted.sid), invite, makes });
  return sessionReply(identity, granted, request, moment);
}

/** Undefined for a guest. Throws if the password does not fit what the invite makes. */
async function hashPassword(
  identity: Identity,
  { body: { username, password } }: Request,
  { makes, createdBy }: InviteTerms,
): Promise<string | undefined> {
  if (makes === 'guest') {
    if (password === undefined) return undefined;
    throw invalid([{ field: '/body/password', detail: 'must be left out: this invite makes guests' }]);
  }
  const [creator] = await identity.people.find([createdBy]);
  // Whoever created it may have lost the role since.
  if (!creator || creator.disabledAt || identity.rules.administrator(creator) === undefined) {
    throw ended('Whoever created this invite may no longer create accounts. Ask for a new one.');
  }
  if (password === undefined) {
    throw invalid([{ field: '/body/password', detail: 'is required: this invite makes accounts' }]);
  }
  await assertGoodPassword(password, username);
  return identity.passwords.hash(password);
}

interface Newcomer {
  terms: InviteTerms;
  passwordHash: string | undefined;
  now: Date;
  /** Written to the audit log once the transaction is committed. */
  events: AuditEvent[];
}

async function addPerson(
  identity: Identity,
  transaction: IdentityTransaction,
  request: Request,
  { terms, passwordHash, now, events }: Newcomer,
): Promise<Person> {
  const { username } = request.body;
  const person = { sub: randomUUID(), username, nameKey: nameKey(username) };
  await transaction.people.lockName(person.nameKey);
  const cookie = sentCookie(identity, request);
  const people = await transaction.people.lock({ nameKey: person.nameKey, sids: cookie ? [cookie.sid] : [] });
  const left = cookie && (await leaveCookieSession(identity, transaction, people, cookie, now));
  if (left) events.push(left.event);
  // A guest is removed together with the session, which frees the name.
  const holder = people.find(({ nameKey, sub }) => nameKey === person.nameKey && sub !== left?.removed);
  if (holder && (holder.heldUntil === null || holder.heldUntil > now)) {
    throw new Problem('name-taken', `${holder.username} is in use. Choose another name, or log in with its password.`);
  }
  const refusal =
    identity.rules.guestRefusal(person.nameKey, true) ??
    (await nameRefusal(identity.rules, transaction, { ...person, leaving: [] }, now));
  if (refusal) throw refusal;
  if (holder) await transaction.people.remove(holder.sub);
  if (passwordHash === undefined) return transaction.people.addGuest(person, now, terms.id);
  // The last of all locks, after those of names: taken in one order, they cannot deadlock.
  const made = await transaction.people.countAccountsOf(terms.id);
  if (made >= (terms.maxUses ?? Infinity)) {
    throw ended('This invite has been used as often as it may be. Ask for a new one.');
  }
  return transaction.people.addAccount(person, passwordHash, { invite: terms.id });
}

function ended(detail: string): Problem {
  return new Problem('invite-invalid', detail);
}
