import type { operations } from '../../../generated/types/users.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { PresenceDependencies } from './presence.ts';

type Disconnect = operations['disconnect'];

/** Ends what `connect` began. */
export async function disconnect(
  { store }: PresenceDependencies,
  { caller }: ValidRequest<Disconnect>,
): Promise<Reply<Disconnect>> {
  await store.disconnect(caller.sub);
  return { status: 200, body: { username: caller.username, status: 'disconnected' } };
}
