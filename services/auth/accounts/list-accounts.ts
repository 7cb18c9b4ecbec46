import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { nameKey } from '../../shared/text/names.ts';
import type { Identity } from '../identity.ts';
import { admitAdministrator, LISTS } from '../admit-administrator.ts';
import { toAccount } from './administration.ts';

type ListAccounts = operations['listAccounts'];

/** Lists the accounts by name, for administrators. */
export async function listAccounts(
  identity: Identity,
  { caller, query: { q = '', limit = 50, after = '' } }: ValidRequest<ListAccounts>,
): Promise<Reply<ListAccounts>> {
  await admitAdministrator(identity, caller, LISTS);
  const { now } = identity;
  // One row more than requested shows whether there is another page.
  const found = await identity.accounts.list(nameKey(q), after, limit + 1, now());
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  const accounts = page.map((account) => toAccount(identity, account));
  return { status: 200, body: { accounts, ...(last ? { next: last.nameKey } : {}) } };
}
