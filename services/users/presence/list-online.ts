import type { operations } from '../../../generated/types/users.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { PresenceDependencies } from './presence.ts';

type ListOnline = operations['listOnline'];

const DEFAULT_LIMIT = 200;

/** Lists who is online, and renews the presence of a caller who polls. */
export async function listOnline(
  { store, presence, people, timing }: PresenceDependencies,
  { caller, query: { limit = DEFAULT_LIMIT } }: ValidRequest<ListOnline>,
): Promise<Reply<ListOnline>> {
  await store.renewConnect(caller.sub, timing.connect);
  const { people: first, count } = await presence.first(limit, await people.visibleTo(caller));
  return { status: 200, body: { users: first.map(({ displayName }) => displayName), count } };
}
