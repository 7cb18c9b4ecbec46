import { randomUUID } from 'node:crypto';
import type { AuditEvent } from '../../../shared/logging/audit.ts';
import { ConfigError } from '../../../shared/environment.ts';
import { nameKey } from '../../../shared/text/names.ts';
import { describeLookalike, findLookalike } from '../../login/name-refusal.ts';
import { markFault } from '../../login/name-rules.ts';
import type { Person } from '../../person.ts';
import type { IdentityTransaction } from '../../store.ts';

/* The steps of the command `account`, each in one transaction. All throw ConfigError on failure. */

interface Input {
  name: string;
  /** The names in ADMINS. */
  named: ReadonlySet<string>;
  /** Of a new random password. */
  passwordHash: string;
  now: Date;
}

interface Done {
  event: AuditEvent;
  /** For the operator. */
  says: string;
  showsPassword?: boolean;
}

export type Step = (transaction: IdentityTransaction, input: Input) => Promise<Done>;

export const add: Step = async (transaction, { name, passwordHash, now }) => {
  const holder = await lockHolder(transaction, name);
  if (holder?.heldUntil === null && !holder.deletedAt) {
    throw new ConfigError(`${holder.username} has an account. "reset" gives it a new password.`);
  }
  if (holder?.heldUntil && holder.heldUntil > now) {
    throw new ConfigError(
      `${holder.username} is in use by a guest until ${holder.heldUntil.toISOString()}. ` +
        'Try again then, or when the guest has logged out.',
    );
  }
  const person = { sub: randomUUID(), username: name, nameKey: nameKey(name) };
  const marks = markFault(name);
  if (marks !== undefined) throw new ConfigError(`"${name}" is not a name for a new account: it ${marks}.`);
  const other = await findLookalike(transaction, person, now);
  if (other !== undefined) throw new ConfigError(describeLookalike(name, other));
  // A dormant guest or a deleted account: the new account gets a new identity.
  if (holder) await transaction.people.remove(holder.sub);
  await transaction.people.addAccount(person, passwordHash);
  return {
    event: { event: 'account-added', target: target(person) },
    says: `${name} has an account now.`,
    showsPassword: true,
  };
};

export const reset: Step = async (transaction, { name, passwordHash }) => {
  const account = await lockAccount(transaction, name);
  await transaction.accounts.setPassword(account.sub, passwordHash);
  await transaction.sessions.endAll(account.sub);
  const stays = account.disabledAt ? ' It is still disabled.' : '';
  return {
    event: { event: 'password-reset', target: target(account) },
    says: `${account.username} has a new password, and is logged out everywhere.${stays}`,
    showsPassword: true,
  };
};

export const disable: Step = async (transaction, { name, passwordHash, now }) => {
  const account = await lockAccount(transaction, name);
  assertNotGranted(account);
  if (account.disabledAt) throw new ConfigError(`${account.username} is disabled already.`);
  await transaction.accounts.disable(account.sub, passwordHash, now);
  return {
    event: { event: 'account-disabled', target: target(account) },
    says: `${account.username} can no longer log in, and is logged out everywhere. "enable" reverts this.`,
  };
};

export const enable: Step = async (transaction, { name }) => {
  const account = await lockAccount(transaction, name);
  if (!account.disabledAt) throw new ConfigError(`${account.username} is not disabled.`);
  await transaction.accounts.enable(account.sub);
  return {
    event: { event: 'account-enabled', target: target(account) },
    says: `${account.username} can log in again, with the same password.`,
  };
};

export const grant: Step = async (transaction, { name }) => {
  await transaction.accounts.lockAdministrators();
  const account = await lockAccount(transaction, name);
  if (account.administrator) throw new ConfigError(`${account.username} is an administrator already.`);
  if (account.disabledAt) throw new ConfigError(`${account.username} is disabled. "enable" the account first.`);
  await transaction.accounts.setAdministrator(account.sub, true);
  return {
    event: { event: 'administrator-granted', target: target(account) },
    says: `${account.username} is an administrator now. "revoke" reverts this.`,
  };
};

export const revoke: Step = async (transaction, { name, named }) => {
  await transaction.accounts.lockAdministrators();
  const account = await lockAccount(transaction, name);
  if (named.has(account.nameKey))
    throw new ConfigError(`${account.username} is named in ADMINS. Remove the name there.`);
  if (!account.administrator) throw new ConfigError(`${account.username} is no administrator.`);
  const remaining = await transaction.accounts.administrators(named);
  if (remaining.every((other) => other === account.sub)) {
    throw new ConfigError(`${account.username} is the last administrator. "grant" makes another one first.`);
  }
  await transaction.accounts.setAdministrator(account.sub, false);
  return {
    event: { event: 'administrator-revoked', target: target(account) },
    says: `${account.username} is no longer an administrator.`,
  };
};

export const deleteAccount: Step = async (transaction, { name, passwordHash, now }) => {
  const account = await lockAccount(transaction, name);
  assertNotGranted(account);
  await transaction.accounts.delete(account.sub, passwordHash, now);
  const { username } = account;
  return {
    event: { event: 'account-deleted', target: target(account) },
    says:
      `The account ${username} is deleted, and logged out everywhere. Its messages stay, with the name as written, ` +
      `and nobody else can take the name; "add" creates a new account with it.`,
  };
};

function assertNotGranted({ username, administrator }: Person): void {
  if (administrator) throw new ConfigError(`${username} is an administrator. "revoke" that first.`);
}

async function lockHolder(transaction: IdentityTransaction, name: string): Promise<Person | undefined> {
  const key = nameKey(name);
  await transaction.people.lockName(key);
  const [holder] = await transaction.people.lock({ nameKey: key });
  return holder;
}

async function lockAccount(transaction: IdentityTransaction, name: string): Promise<Person> {
  const holder = await lockHolder(transaction, name);
  if (!holder || holder.passwordHash === null || holder.deletedAt) {
    throw new ConfigError(`There is no account called ${name}. "add" creates one.`);
  }
  return holder;
}

function target({ sub, username }: Pick<Person, 'sub' | 'username'>) {
  return { sub, username };
}
