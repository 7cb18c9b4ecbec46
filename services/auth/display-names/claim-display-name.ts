import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { invalid } from '../../shared/http/invalid.ts';
import { Problem } from '../../shared/problem.ts';
import type { Identity } from '../identity.ts';
import { resemblanceRefusal } from '../login/name-refusal.ts';
import { markFault } from '../login/name-rules.ts';

type ClaimDisplayName = operations['claimDisplayName'];

/**
 * Takes a display name that resembles nobody else's, for user-service, which stores it afterwards. Logins compare new
 * names with it from then on, in this database: they neither wait for user-service nor depend on it.
 */
export async function claimDisplayName(
  { rules, store, now }: Identity,
  { body: { sub, displayName } }: ValidRequest<ClaimDisplayName>,
): Promise<Reply<ClaimDisplayName>> {
  const fault = markFault(displayName);
  if (fault !== undefined) throw invalid([{ field: '/body/displayName', detail: fault }]);
  const moment = now();
  await store.transaction(async (transaction) => {
    const [person] = await transaction.people.lock({ sub });
    if (!person || person.deletedAt) throw new Problem('unknown-person', 'Nobody has this id any more.');
    const taker = { username: displayName, nameKey: person.nameKey };
    const refusal = await resemblanceRefusal(rules, transaction, taker, moment);
    if (refusal) throw refusal;
    await transaction.displayNames.claim(sub, displayName, moment);
  });
  return { status: 204 };
}
