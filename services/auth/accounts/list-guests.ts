import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { nameKey } from '../../shared/text/names.ts';
import type { Identity } from '../identity.ts';
import { admitAdministrator, LISTS } from '../admit-administrator.ts';
import { personOf } from './administration.ts';

type ListGuests = operations['listGuests'];

/** Lists the guests by name, for administrators. */
export async function listGuests(
  { accounts, limiter, now }: Identity,
  { caller, query: { q = '', limit = 50, after = '' } }: ValidRequest<ListGuests>,
): Promise<Reply<ListGuests>> {
  await admitAdministrator({ limiter }, caller, LISTS);
  // One row more than requested shows whether there is another page.
  const found = await accounts.listGuests(nameKey(q), after, limit + 1, now());
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  const guests = page.map((guest) => ({ ...personOf(guest), lastUsedAt: guest.lastUsedAt.toISOString() }));
  return { status: 200, body: { guests, ...(last ? { next: last.nameKey } : {}) } };
}
