import type { operations } from '../../../generated/types/users.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { DirectoryDependencies } from './store.ts';

type LookUpPeople = operations['lookUpPeople'];

/** Returns the profiles of several people, as others see them. */
export async function lookUpPeople(
  { store, people }: DirectoryDependencies,
  { body: { subs }, caller }: ValidRequest<LookUpPeople>,
): Promise<Reply<LookUpPeople>> {
  return { status: 200, body: { people: await store.lookUp(subs, await people.visibleTo(caller)) } };
}
