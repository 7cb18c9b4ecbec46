import type { operations } from '../../../generated/types/users.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { personOf } from '../person.ts';
import type { PresenceDependencies } from './presence.ts';

type Connect = operations['connect'];

/** Shows a caller who polls as online, for 30 seconds. */
export async function connect(
  { store, timing }: PresenceDependencies,
  { caller }: ValidRequest<Connect>,
): Promise<Reply<Connect>> {
  await store.connect(personOf(caller), timing.connect);
  return { status: 200, body: { username: caller.username, status: 'connected' } };
}
