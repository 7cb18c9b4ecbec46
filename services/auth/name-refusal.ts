import { Problem } from '../shared/problem.ts';
import type { NameRules } from './name-rules.ts';
import type { IdentityTransaction, Person } from './store-transaction.ts';

/** Somebody who is about to take a name. */
export interface NameTaker {
  username: string;
  nameKey: string;
  /** Guests who go when the name is taken: the one that the browser was until now. */
  leaving?: readonly Person[];
}

/**
 * Why the name may not be taken, by the rules or since it looks like somebody else's. Asked only when a name is taken:
 * whoever has a name keeps it. The name is locked already.
 */
export async function nameRefusal(
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

/** The name in use that looks like this one, if there is one. From here on nobody else takes one that does. */
export async function findLookalike(
  transaction: IdentityTransaction,
  { username, nameKey, leaving = [] }: NameTaker,
  now: Date,
): Promise<string | undefined> {
  const guests = leaving.filter(({ passwordHash }) => passwordHash === null);
  return transaction.lookalike({ username, nameKey, except: guests.map(({ sub }) => sub) }, now);
}

export function describeLookalike(name: string, other: string): string {
  return `${name} looks like ${other}, which is in use. Choose another name.`;
}
