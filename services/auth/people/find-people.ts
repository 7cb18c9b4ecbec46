import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { Identity } from '../identity.ts';
import { toPerson } from './list-people.ts';

type FindPeople = operations['findPeople'];

/** Finds out which people exist, for the other services. */
export async function findPeople(
  { people, rules }: Identity,
  { body: { subs } }: ValidRequest<FindPeople>,
): Promise<Reply<FindPeople>> {
  const found = await people.find(subs);
  return { status: 200, body: { people: found.map((person) => toPerson(rules, person)) } };
}
