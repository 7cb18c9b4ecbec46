import type { operations } from '../../../generated/types/users.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/problem.ts';
import type { DirectoryStore } from './store.ts';

type GetPerson = operations['getPerson'];

/** Returns a person's profile, as others see it. */
export async function getPerson(
  store: DirectoryStore,
  { path: { sub } }: ValidRequest<GetPerson>,
): Promise<Reply<GetPerson>> {
  const person = await store.find(sub);
  if (!person) throw new Problem('not-found', 'Nobody has this id. List people with GET /users.');
  return { status: 200, body: person };
}
