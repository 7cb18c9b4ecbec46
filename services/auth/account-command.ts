import { randomUUID } from 'node:crypto';
import { prepareSchema } from '../shared/database/migrate.ts';
import { createPool } from '../shared/database/pool.ts';
import { ConfigError } from '../shared/environment.ts';
import { createLogger } from '../shared/log.ts';
import { NAME_RULES, nameFault, nameKey } from '../shared/names.ts';
import type { readDatabases } from './config.ts';
import { describeLookalike, findLookalike } from './name-refusal.ts';
import { markFault } from './name-rules.ts';
import { Passwords, randomPassword } from './passwords.ts';
import { Store } from './store.ts';
import type { IdentityTransaction, Person } from './store-transaction.ts';
import { Turns } from './turns.ts';

const USAGE =
  'Say "add NAME" to make an account, or "reset NAME" to give one a new password. Quote a name with spaces.';

interface Command {
  verb: 'add' | 'reset';
  name: string;
}

/** What a command line asks for. Throws ConfigError. */
export function readCommand([verb, name, ...rest]: readonly string[]): Command {
  if ((verb !== 'add' && verb !== 'reset') || name === undefined || rest.length > 0) throw new ConfigError(USAGE);
  const fault = nameFault(name);
  if (fault !== undefined) throw new ConfigError(`"${name}" is not a name: it ${NAME_RULES[fault]}.`);
  return { verb, name };
}

/**
 * `add NAME` makes an account, `reset NAME` gives one a new password and ends its sessions.
 *
 * @returns what to show the operator: the password, this once. Throws ConfigError where it cannot be done.
 */
export async function accountCommand(
  args: readonly string[],
  databases: ReturnType<typeof readDatabases>,
  now?: Date,
): Promise<string> {
  return runCommand(readCommand(args), databases, now);
}

export async function runCommand(
  { verb, name }: Command,
  databases: ReturnType<typeof readDatabases>,
  now = new Date(),
): Promise<string> {
  const logger = createLogger('account', 'silent');
  await prepareSchema({ name: 'auth', migrations: new URL('migrations/', import.meta.url) }, databases, logger);
  const password = randomPassword();
  const passwordHash = await new Passwords(new Turns(1, 1)).hash(password);
  const pool = createPool(databases.databaseUrl, 'account', logger);
  try {
    const username = await new Store(pool).transaction((transaction) =>
      (verb === 'add' ? add : reset)(transaction, name, passwordHash, now),
    );
    const done = verb === 'add' ? 'has an account now' : 'has a new password, and is logged out everywhere';
    return `${username} ${done}. The password, which is shown only this once:\n\n  ${password}\n`;
  } finally {
    await pool.end();
  }
}

type Step = (transaction: IdentityTransaction, name: string, passwordHash: string, now: Date) => Promise<string>;

const add: Step = async (transaction, name, passwordHash, now) => {
  const holder = await lockHolder(transaction, name);
  if (holder?.heldUntil === null) {
    throw new ConfigError(`${holder.username} has an account. "reset" gives it a new password.`);
  }
  if (holder && holder.heldUntil > now) {
    throw new ConfigError(
      `${holder.username} is in use by a guest until ${holder.heldUntil.toISOString()}. ` +
        'Try again then, or when the guest has logged out.',
    );
  }
  const marks = markFault(name);
  if (marks !== undefined) throw new ConfigError(`"${name}" is not a name for a new account: it ${marks}.`);
  const other = await findLookalike(transaction, { username: name, nameKey: nameKey(name) }, now);
  if (other !== undefined) throw new ConfigError(describeLookalike(name, other));
  if (holder) await transaction.removePerson(holder.sub);
  await transaction.addAccount({ sub: randomUUID(), username: name, nameKey: nameKey(name) }, passwordHash);
  return name;
};

const reset: Step = async (transaction, name, passwordHash) => {
  const holder = await lockHolder(transaction, name);
  if (!holder || holder.passwordHash === null) {
    throw new ConfigError(`There is no account called ${name}. "add" makes one.`);
  }
  await transaction.setPassword(holder.sub, passwordHash);
  await transaction.endAllSessions(holder.sub);
  return holder.username;
};

async function lockHolder(transaction: IdentityTransaction, name: string): Promise<Person | undefined> {
  const key = nameKey(name);
  await transaction.lockName(key);
  const [holder] = await transaction.lockPeople({ nameKey: key });
  return holder;
}
