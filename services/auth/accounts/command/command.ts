import { randomUUID } from 'node:crypto';
import { prepareSchema } from '../../../shared/database/migrate.ts';
import { createPool } from '../../../shared/database/pool.ts';
import { Audit, type AuditEvent, type AuditLine } from '../../../shared/logging/audit.ts';
import { createLogger, type Logger } from '../../../shared/logging/logger.ts';
import { ConfigError } from '../../../shared/environment.ts';
import { NAME_RULES, nameFault, nameKey } from '../../../shared/text/names.ts';
import { readAdmins, type readDatabases } from '../../config.ts';
import { AuditStore } from '../../audit/store.ts';
import { IdentityStore } from '../../store.ts';
import { Passwords, passwordSemaphore, randomPassword } from '../passwords.ts';
import { AccountStore } from '../store.ts';
import { createSetupLink } from '../setup/setup-link.ts';
import { add, deleteAccount, disable, enable, grant, reset, revoke, type Step } from './steps.ts';

const NAME_COLUMN = 32;
const LIST_PAGE = 200;
const USAGE = [
  'Use "add NAME" to create an account, "reset NAME" to set a new password, "disable NAME" or "enable NAME",',
  '"delete NAME" (--yes skips the confirmation), "grant NAME" or "revoke NAME" to make an account an administrator or',
  'not, "list", or "setup" for a link that makes the first administrator. Quote a name with spaces.',
].join(' ');

const steps = { add, reset, disable, enable, grant, revoke, delete: deleteAccount };
type Verb = keyof typeof steps;

export type Command = { verb: 'list' } | { verb: 'setup' } | { verb: Verb; name: string; yes: boolean };

export interface CommandOptions {
  now?: Date;
  /** Names whose accounts cannot be disabled or deleted. */
  admins?: readonly string[];
  /** Receives the audit log. */
  logger?: Logger;
  /** Asks the operator for confirmation. Throws ConfigError without a terminal. */
  confirm?: (question: string) => Promise<boolean>;
}

/** Parses a command line. Throws ConfigError. */
export function readCommand(args: readonly string[]): Command {
  const [verb, name, ...rest] = args.filter((arg) => arg !== '--yes');
  const yes = args.includes('--yes');
  if ((verb === 'list' || verb === 'setup') && name === undefined) return { verb };
  if (!isVerb(verb) || name === undefined || rest.length > 0) throw new ConfigError(USAGE);
  const fault = nameFault(name);
  if (fault !== undefined) throw new ConfigError(`"${name}" is not a name: it ${NAME_RULES[fault]}.`);
  return { verb, name, yes };
}

function isVerb(verb: string | undefined): verb is Verb {
  return verb !== undefined && Object.hasOwn(steps, verb);
}

/** @returns the output for the operator, with a new password if there is one. Throws ConfigError on failure. */
export async function accountCommand(
  args: readonly string[],
  databases: ReturnType<typeof readDatabases>,
  options?: CommandOptions,
): Promise<string> {
  return runCommand(readCommand(args), databases, options);
}

export async function runCommand(
  command: Command,
  databases: ReturnType<typeof readDatabases>,
  options: CommandOptions = {},
): Promise<string> {
  const silent = createLogger('account', 'silent');
  await prepareSchema({ name: 'auth', migrations: new URL('../../migrations/', import.meta.url) }, databases, silent);
  const pool = createPool(databases.databaseUrl, 'account', silent);
  try {
    if (command.verb === 'list') return await list(new AccountStore(pool), options);
    if (command.verb === 'setup') return await setup(new IdentityStore(pool), options);
    return await change(new IdentityStore(pool), new AuditStore(pool), command, options);
  } finally {
    await pool.end();
  }
}

async function change(
  store: IdentityStore,
  auditLog: AuditStore,
  { verb, name, yes }: Extract<Command, { name: string }>,
  { now = new Date(), admins = readAdmins(), logger = createLogger('account', 'silent'), confirm }: CommandOptions,
): Promise<string> {
  if ((verb === 'disable' || verb === 'delete') && isAdmin(name, admins)) {
    throw new ConfigError(`${name} is an administrator. Remove the name from ADMINS first.`);
  }
  if (verb === 'delete' && !yes && !(await confirm?.(`Delete the account ${name}? It cannot log in again.`))) {
    throw new ConfigError('Nothing was deleted.');
  }
  const password = randomPassword();
  const passwordHash = await new Passwords(passwordSemaphore({ atOnce: 1, maxWaiting: 1 })).hash(password);
  const step: Step = steps[verb];
  const { event, says, showsPassword } = await store.transaction((transaction) =>
    step(transaction, { name, named: new Set(admins.map(nameKey)), passwordHash, now }),
  );
  await record(logger, auditLog, now, event);
  if (!showsPassword) return `${says}\n`;
  return `${says} The password, which is shown only once:\n\n  ${password}\n`;
}

async function setup(
  store: IdentityStore,
  { now = new Date(), admins = readAdmins() }: CommandOptions,
): Promise<string> {
  const link = await createSetupLink(store, admins, now);
  if (!link)
    throw new ConfigError('There is an administrator already: "list" shows who. "grant NAME" makes another one.');
  return [
    "The first administrator is made at the chat's address followed by",
    `  ${link.path}`,
    `The link works once, until ${link.expiresAt.toISOString()}. It replaces earlier ones.`,
    '',
  ].join('\n\n');
}

async function record(logger: Logger, auditLog: AuditStore, at: Date, event: AuditEvent): Promise<void> {
  const lines: AuditLine[] = [];
  const audit = new Audit(logger, { keep: (line) => lines.push(line) });
  audit.record({ caller: undefined, address: 'command line', requestId: randomUUID() }, event);
  // The command has succeeded, and its output may be a password that is shown only once.
  await auditLog
    .append(lines.map((entry) => ({ at, entry })))
    .catch((err: unknown) => logger.warn({ err }, 'could not store a line of the audit log'));
}

function isAdmin(name: string, admins: readonly string[]): boolean {
  return admins.some((admin) => nameKey(admin) === nameKey(name));
}

async function list(
  accounts: AccountStore,
  { now = new Date(), admins = readAdmins() }: CommandOptions,
): Promise<string> {
  const lines: string[] = [];
  let after = '';
  for (;;) {
    const page = await accounts.list('', after, LIST_PAGE, now);
    for (const { username, administrator, disabledAt, lastUsedAt } of page) {
      const facts = [
        administrator || isAdmin(username, admins) ? 'administrator' : '',
        disabledAt ? `disabled since ${disabledAt.toISOString()}` : '',
        lastUsedAt ? `last used ${lastUsedAt.toISOString()}` : 'not logged in',
      ];
      lines.push(`${username.padEnd(NAME_COLUMN)}  ${facts.filter((fact) => fact !== '').join(', ')}`);
    }
    const last = page.at(-1);
    if (!last || page.length < LIST_PAGE) break;
    after = last.nameKey;
  }
  return lines.length === 0 ? 'There are no accounts.' : lines.join('\n');
}
