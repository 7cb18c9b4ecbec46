import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { Identity } from '../identity.ts';

type ConfirmDisplayNames = operations['confirmDisplayNames'];

/** Frees the display names that people no longer have at user-service. */
export async function confirmDisplayNames(
  { displayNames, now }: Identity,
  { body: { people } }: ValidRequest<ConfirmDisplayNames>,
): Promise<Reply<ConfirmDisplayNames>> {
  return { status: 200, body: { unclaimed: await displayNames.confirm(people, now()) } };
}
