import type { Later } from '../../state/timer.ts';
import type { DirectoryStore } from '../../stores/directory.ts';
import { TypedSearch } from '../../stores/typed-search.ts';
import type { KnownPerson } from './known-people.ts';

const PAGE = 50;

interface Options {
  directory: Pick<DirectoryStore, 'list'>;
  later?: Later;
}

/** Those of the whole directory who match what is typed, whether or not this page has seen them before. */
export function peopleSearch({ directory, later }: Options): TypedSearch<KnownPerson> {
  return new TypedSearch(async (asked, abort) => {
    const result = await directory.list({ ...asked, limit: PAGE }, abort);
    if (!result.ok) return result;
    const { people, next } = result.data;
    const items = people.map(({ sub, displayName: name, guest, presence, title }) => {
      return { sub, name, guest, online: presence !== 'offline', ...(title !== undefined && { title }) };
    });
    return { ...result, data: { items, next } };
  }, later);
}
