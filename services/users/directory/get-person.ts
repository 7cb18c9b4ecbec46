import type { operations } from '../../../generated/types/users.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/problem.ts';
import type { DirectoryDependencies } from './store.ts';

type GetPerson = operations['getPerson'];

/** Returns a person's profile, as others see it. */
export async function getPerson(
  { store, people }: DirectoryDependencies,
  { path: { sub }, caller }: ValidRequest<GetPerson>,
): Promise<Reply<GetPerson>> {
  const person = await store.find(sub, await people.visibleTo(caller));
  if (!person) throw new Problem('not-found', 'Nobody has this id. List people with GET /users.');
  return { status: 200, body: person };
}
