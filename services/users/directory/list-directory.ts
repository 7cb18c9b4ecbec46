import type { operations } from '../../../generated/types/users.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { BEGINNING, fromCursor, toCursor } from './cursor.ts';
import type { DirectoryDependencies } from './store.ts';

type ListDirectory = operations['listDirectory'];

const DEFAULT_LIMIT = 50;

/** Lists the people of this chat, or those who match a search. */
export async function listDirectory(
  { store, people: known }: DirectoryDependencies,
  { query: { q = '', limit = DEFAULT_LIMIT, after }, caller }: ValidRequest<ListDirectory>,
): Promise<Reply<ListDirectory>> {
  const from = after === undefined ? BEGINNING : fromCursor(after);
  // One row more than requested shows whether there is another page.
  const found = await store.list(q, from, limit + 1, await known.visibleTo(caller));
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  const people = page.map(({ person }) => person);
  return { status: 200, body: { people, ...(last && { next: toCursor(last.position) }) } };
}
