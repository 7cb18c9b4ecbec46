import { randomUUID } from 'node:crypto';
import type { operations } from '../../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../../shared/http/contract.ts';
import { invalid } from '../../../shared/http/invalid.ts';
import type { AuditEvent } from '../../../shared/logging/audit.ts';
import { Problem } from '../../../shared/problem.ts';
import { nameKey } from '../../../shared/text/names.ts';
import { assertGoodPassword } from '../password-rules.ts';
import type { Identity } from '../../identity.ts';
import { leaveCookieSession, sentCookie } from '../../login/continued-session.ts';
import { describeLookalike, findLookalike } from '../../login/name-refusal.ts';
import { markFault } from '../../login/name-rules.ts';
import { hashOfCode, limitCodes } from '../../one-time-code.ts';
import type { Person } from '../../person.ts';
import { beginSession } from '../../sessions/begin-session.ts';
import { sessionOf, sessionReply, type GrantedSession } from '../../sessions/reply.ts';
import type { IdentityTransaction } from '../../store.ts';
import { hasAdministrator } from './setup-link.ts';

type SetUp = operations['setUp'];

/** Creates the first administrator's account and names the chat, for whoever has the setup link: the operator. */
export async function setUp(identity: Identity, request: ValidRequest<SetUp>): Promise<Reply<SetUp>> {
  const { passwords, setupLinks, store, now } = identity;
  const { code, username, password, chatName } = request.body;
  await limitCodes(identity, request);
  if (!(await setupLinks.isValid(hashOfCode(code), now()))) throw invalidLink();
  // The operator may take a reserved name, as with the command `account add`.
  const fault = markFault(username);
  if (fault !== undefined) throw invalid([{ field: '/body/username', detail: fault }]);
  await assertGoodPassword(password, username);
  const passwordHash = await passwords.hash(password);

  const moment = now();
  const events: AuditEvent[] = [];
  const granted = await store.transaction(async (transaction) => {
    await transaction.accounts.lockAdministrators();
    if (!(await transaction.setup.takeLink(hashOfCode(code), moment))) throw invalidLink();
    // Returned, not thrown, so that the link stays removed.
    if (await hasAdministrator(transaction, identity.rules.adminKeys)) return invalidLink();
    const person = await addAdministrator(identity, transaction, request, passwordHash, moment, events);
    await transaction.about.setName(chatName);
    return beginSession(identity, transaction, person, request, moment);
  });
  if (granted instanceof Problem) throw granted;
  return finish(identity, request, granted, events, moment);
}

/** Throws `name-taken`; the link then stays valid. */
async function addAdministrator(
  identity: Identity,
  transaction: IdentityTransaction,
  request: ValidRequest<SetUp>,
  passwordHash: string,
  now: Date,
  events: AuditEvent[],
): Promise<Person> {
  const { username } = request.body;
  const key = nameKey(username);
  await transaction.people.lockName(key);
  const cookie = sentCookie(identity, request);
  const people = await transaction.people.lock({ nameKey: key, sids: cookie ? [cookie.sid] : [] });
  const left = cookie && (await leaveCookieSession(identity, transaction, people, cookie, now));
  if (left) events.push(left.event);
  // A guest is removed together with the session, which frees the name.
  const holder = people.find((person) => person.nameKey === key && person.sub !== left?.removed);
  if (holder && (holder.heldUntil === null || holder.heldUntil > now)) {
    throw new Problem('name-taken', `${holder.username} is in use. Choose another name.`);
  }
  const person = { sub: randomUUID(), username, nameKey: key };
  const other = await findLookalike(transaction, person, now);
  if (other !== undefined) throw new Problem('name-taken', describeLookalike(username, other));
  if (holder) await transaction.people.remove(holder.sub);
  return transaction.people.addAccount(person, passwordHash, { administrator: true });
}

async function finish(
  identity: Identity,
  request: ValidRequest<SetUp>,
  granted: GrantedSession,
  events: readonly AuditEvent[],
  now: Date,
): Promise<Reply<SetUp>> {
  const { chatName } = request.body;
  identity.chatNames.forget();
  await identity.guard.remember(granted.person, request);
  for (const event of events) request.audit(event);
  request.audit({ event: 'chat-set-up', ...sessionOf(granted.person, granted.sid), name: chatName });
  return sessionReply(identity, granted, request, now);
}

function invalidLink(): Problem {
  return new Problem(
    'not-found',
    'The setup link was used, has expired, or there is an administrator already. The command "account setup" prints a ' +
      'new one while there is none.',
    { title: 'The link is not valid' },
  );
}
