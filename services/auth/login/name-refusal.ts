import { invalid } from '../../shared/http/invalid.ts';
import { Problem } from '../../shared/problem.ts';
import type { Person } from '../person.ts';
import type { IdentityTransaction } from '../store.ts';
import { markFault, type NameRules } from './name-rules.ts';

/** A person about to take a name or a display name. */
export interface NameTaker {
  /** The new one. */
  username: string;
  /** Of the person's name. */
  nameKey: string;
  /** Guests who are removed when the name is taken: the browser's previous identity. */
  leaving?: readonly Person[];
}

/**
 * Why the name may not be taken: by the rules, or because it is confusable with another. Checked only when a name is
 * taken; existing names stay valid. The name must already be locked.
 */
export async function nameRefusal(
  rules: NameRules,
  transaction: IdentityTransaction,
  taker: NameTaker,
  now: Date,
): Promise<Problem | undefined> {
  const fault = markFault(taker.username);
  if (fault !== undefined) return invalid([{ field: '/body/username', detail: fault }]);
  return resemblanceRefusal(rules, transaction, taker, now);
}

/** Why the name may not be taken: it resembles a reserved name, an administrator's, or another person's. */
export async function resemblanceRefusal(
  rules: NameRules,
  transaction: IdentityTransaction,
  taker: NameTaker,
  now: Date,
): Promise<Problem | undefined> {
  const refusal = rules.takingRefusal(taker.username);
  if (refusal) return refusal;
  const other = await findLookalike(transaction, taker, now);
  return other === undefined ? undefined : new Problem('name-taken', describeLookalike(taker.username, other));
}

/** A confusable name or display name in use, if there is one. Locks against others taking one until the transaction ends. */
export async function findLookalike(
  transaction: IdentityTransaction,
  { username, nameKey, leaving = [] }: NameTaker,
  now: Date,
): Promise<string | undefined> {
  const guests = leaving.filter(({ passwordHash }) => passwordHash === null);
  return transaction.people.lookalike({ username, nameKey, except: guests.map(({ sub }) => sub) }, now);
}

export function describeLookalike(name: string, other: string): string {
  return `${name} looks like ${other}, which is in use. Choose another name.`;
}
