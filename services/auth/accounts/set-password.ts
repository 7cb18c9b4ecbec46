import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, RequestContext, ValidRequest } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/problem.ts';
import type { Identity } from '../identity.ts';
import { nameRefusal } from '../login/name-refusal.ts';
import { beginSession } from '../sessions/begin-session.ts';
import { sessionOf, sessionReply } from '../sessions/reply.ts';
import type { Person } from '../person.ts';
import type { IdentityTransaction } from '../store.ts';
import { unauthenticated } from '../tokens/verify-token.ts';
import { assertGoodPassword } from './password-rules.ts';

type SetPassword = operations['setPassword'];

/**
 * Turns a guest into an account, or changes an account's password. All sessions end, including the current one, so that
 * copied tokens become useless. Returns a new session.
 */
export async function setPassword(identity: Identity, request: ValidRequest<SetPassword>): Promise<Reply<SetPassword>> {
  const { limiter, limits, passwords, sessions, store, now } = identity;
  const { caller, body } = request;
  await limiter.debit({
    // Per address too: a thief with a copied token must not keep its owner from changing the password.
    key: `password:${caller.sub}:${request.network}`,
    perMinute: limits.loginPerName,
    what: 'changes of your password',
  });
  const before = await sessions.person(caller.sid, caller.sub, now());
  if (!before) throw unauthenticated('ended');
  await assertMayChange(identity, request, before, body.currentPassword);
  await assertGoodPassword(body.password, before.username);
  const passwordHash = await passwords.hash(body.password);

  const moment = now();
  const granted = await store.transaction(async (transaction) => {
    await assertUnchanged(transaction, before, caller.sid, moment);
    const refusal = before.passwordHash === null && (await nameRefusal(identity.rules, transaction, before, moment));
    if (refusal) throw refusal;
    await transaction.accounts.setPassword(caller.sub, passwordHash);
    await transaction.sessions.endAll(caller.sub);
    const person = { ...before, passwordHash, heldUntil: null };
    return beginSession(identity, transaction, person, request, moment);
  });
  await identity.guard.remember(granted.person, request);
  const event = before.passwordHash === null ? 'password-set' : 'password-changed';
  request.audit({ event, ...sessionOf(before, granted.sid) });
  return sessionReply(identity, granted, request, moment);
}

async function assertMayChange(
  { guard, passwords, rules }: Identity,
  request: RequestContext,
  person: Person,
  current: string | undefined,
): Promise<void> {
  const { nameKey, passwordHash } = person;
  if (passwordHash === null) {
    // The operator may have reserved the name, or turned guest login off, after this guest logged in.
    const refusal = rules.guestRefusal(nameKey);
    if (refusal) throw refusal;
    return;
  }
  if (current === undefined) throw wrongPassword();
  const target = { nameKey, account: person };
  if (!(await guard.check(target, request, () => passwords.matches(passwordHash, current)))) throw wrongPassword();
}

/** Hashing is slow: the name, the session or the password may have changed meanwhile. */
async function assertUnchanged(
  transaction: IdentityTransaction,
  before: Person,
  sid: string,
  now: Date,
): Promise<void> {
  await transaction.people.lockName(before.nameKey);
  const people = await transaction.people.lock({ nameKey: before.nameKey, sids: [sid] });
  const person = people.find(({ sub }) => sub === before.sub);
  if (!person && people.length > 0) {
    throw new Problem('name-taken', `Somebody else has the name ${before.username} now. Log in with another.`);
  }
  if (!person || !(await transaction.sessions.find(sid, now))) throw unauthenticated('ended');
  if (person.passwordHash !== before.passwordHash) throw wrongPassword();
}

function wrongPassword(): Problem {
  return new Problem('wrong-password', "Send the account's current password as currentPassword.", { status: 403 });
}
