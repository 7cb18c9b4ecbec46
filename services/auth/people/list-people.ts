import type { components, operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { Identity } from '../identity.ts';
import type { Person } from '../person.ts';

type ListPeople = operations['listPeople'];

/** Lists everybody, for the other services. */
export async function listPeople(
  { people, rules }: Identity,
  { query: { limit = 500, after } }: ValidRequest<ListPeople>,
): Promise<Reply<ListPeople>> {
  // One row more than requested shows whether there is another page.
  const found = await people.list(after, limit + 1);
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return {
    status: 200,
    body: { people: page.map((person) => toPerson(rules, person)), ...(last ? { next: last.sub } : {}) },
  };
}

export function toPerson(rules: Identity['rules'], person: Person): components['schemas']['Person'] {
  const { sub, username } = person;
  return { sub, username, roles: rules.roles(person) };
}
