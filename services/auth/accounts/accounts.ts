import type { components, operations } from '../../../generated/types/auth.ts';
import type { Reply, RequestContext, ValidRequest } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/http/problem.ts';
import type { Identity } from '../identity.ts';
import { randomPassword } from './passwords.ts';
import type { AccountSummary } from '../store.ts';
import type { IdentityTransaction, Person } from '../store-transaction.ts';

/* Administrators' operations on accounts and guests. */

type ListAccounts = operations['listAccounts'];
type UpdateAccount = operations['updateAccount'];
type DeleteAccount = operations['deleteAccount'];
type EndGuest = operations['endGuest'];

export async function listAccounts(
  identity: Identity,
  { caller, query: { limit = 50, after = '' } }: ValidRequest<ListAccounts>,
): Promise<Reply<ListAccounts>> {
  requireAdministrator(caller);
  const { store, now } = identity;
  // One row more than requested shows whether there is another page.
  const found = await store.listAccounts(after, limit + 1, now());
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  const accounts = page.map((account) => toAccount(identity, account));
  return { status: 200, body: { accounts, ...(last ? { next: last.nameKey } : {}) } };
}

export async function updateAccount(
  identity: Identity,
  { caller, path: { sub }, body: { disabled }, audit }: ValidRequest<UpdateAccount>,
): Promise<Reply<UpdateAccount>> {
  requireAdministrator(caller);
  const { store, now } = identity;
  const unusableHash = disabled ? await hashOfNothing(identity) : '';
  const moment = now();
  const account = await store.transaction(async (transaction) => {
    const account = await lockAccount(transaction, sub);
    if (disabled) {
      assertNoAdministrator(identity, account);
      await transaction.disableAccount(sub, unusableHash, moment);
    } else {
      await transaction.enableAccount(sub);
    }
    return account;
  });
  // A repeated request changes nothing, so it is not logged.
  if (disabled !== (account.disabledAt !== null)) {
    audit({ event: disabled ? 'account-disabled' : 'account-enabled', target: personOf(account) });
  }
  const disabledAt = disabled ? (account.disabledAt ?? moment) : null;
  const [latest] = await store.sessions(sub, moment);
  const lastUsedAt = latest?.lastUsedAt ?? null;
  return { status: 200, body: toAccount(identity, { ...account, disabledAt, lastUsedAt }) };
}

export async function deleteAccount(
  identity: Identity,
  { caller, path: { sub }, audit }: ValidRequest<DeleteAccount>,
): Promise<Reply<DeleteAccount>> {
  requireAdministrator(caller);
  const { store, now } = identity;
  const unusableHash = await hashOfNothing(identity);
  const account = await store.transaction(async (transaction) => {
    const account = await lockAccount(transaction, sub);
    assertNoAdministrator(identity, account);
    await transaction.deleteAccount(sub, unusableHash, now());
    return account;
  });
  audit({ event: 'account-deleted', target: personOf(account) });
  return { status: 200, body: { ...personOf(account), kept: ['messages', 'username'] } };
}

export async function endGuest(
  { store }: Identity,
  { caller, path: { sub }, audit }: ValidRequest<EndGuest>,
): Promise<Reply<EndGuest>> {
  requireAdministrator(caller);
  const guest = await store.transaction(async (transaction) => {
    const [guest] = await transaction.lockPeople({ sub });
    if (guest?.passwordHash !== null) {
      throw new Problem(
        'not-found',
        'No guest has this id. The session may have ended, or the guest has become an account.',
      );
    }
    await transaction.removePerson(sub);
    return guest;
  });
  audit({ event: 'guest-ended', target: personOf(guest) });
  return { status: 204 };
}

function requireAdministrator({ roles }: RequestContext['caller']): void {
  if (!roles.includes('admin')) throw new Problem('forbidden', 'Only an administrator may manage accounts and guests.');
}

/** Prevents locking out an administrator, by mistake or by a malicious one. */
function assertNoAdministrator({ rules }: Identity, { nameKey, username }: Person): void {
  if (rules.isAdmin(nameKey)) {
    throw new Problem('forbidden', `${username} is an administrator. Remove the name from ADMINS first.`);
  }
}

async function lockAccount(transaction: IdentityTransaction, sub: string): Promise<Person> {
  const [person] = await transaction.lockPeople({ sub });
  if (!person || person.passwordHash === null || person.deletedAt) {
    throw new Problem('not-found', 'No account has this id. GET /accounts lists them.');
  }
  return person;
}

/** The hash of a random password, which matches nothing. */
function hashOfNothing({ passwords }: Identity): Promise<string> {
  return passwords.hash(randomPassword());
}

function personOf({ sub, username }: Person) {
  return { sub, username };
}

function toAccount({ rules }: Identity, account: AccountSummary): components['schemas']['Account'] {
  const { disabledAt, lastUsedAt } = account;
  return {
    ...personOf(account),
    roles: rules.roles(account),
    ...(disabledAt ? { disabledAt: disabledAt.toISOString() } : {}),
    ...(lastUsedAt ? { lastUsedAt: lastUsedAt.toISOString() } : {}),
  };
}
