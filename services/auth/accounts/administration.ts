import type { components } from '../../../generated/types/auth.ts';
import { Problem } from '../../shared/problem.ts';
import type { Identity } from '../identity.ts';
import type { Person } from '../person.ts';
import type { IdentityTransaction } from '../store.ts';
import { randomPassword } from './passwords.ts';
import type { AccountSummary } from './store.ts';

/* What administrators' operations on accounts and guests share. */

/** Prevents locking out an administrator, by mistake or by a malicious one. */
export function assertNoAdministrator({ rules }: Identity, person: Person): void {
  const administrator = rules.administrator(person);
  if (administrator === undefined) return;
  const advice = administrator === 'setting' ? 'Remove the name from ADMINS first.' : 'Revoke that role first.';
  throw new Problem('forbidden', `${person.username} is an administrator. ${advice}`);
}

export async function lockAccount(transaction: IdentityTransaction, sub: string): Promise<Person> {
  const [person] = await transaction.people.lock({ sub });
  if (!person || person.passwordHash === null || person.deletedAt) {
    throw new Problem('not-found', 'No account has this id. GET /accounts lists them.');
  }
  return person;
}

/** The hash of a random password, which matches nothing. */
export function hashOfNothing({ passwords }: Identity): Promise<string> {
  return passwords.hash(randomPassword());
}

export function personOf({ sub, username }: Person) {
  return { sub, username };
}

export function toAccount({ rules }: Identity, account: AccountSummary): components['schemas']['Account'] {
  const { disabledAt, lastUsedAt } = account;
  const administrator = rules.administrator(account);
  return {
    ...personOf(account),
    roles: rules.roles(account),
    ...(administrator ? { administrator } : {}),
    ...(disabledAt ? { disabledAt: disabledAt.toISOString() } : {}),
    ...(lastUsedAt ? { lastUsedAt: lastUsedAt.toISOString() } : {}),
  };
}
