import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { invalid } from '../../shared/http/invalid.ts';
import type { MessageService } from '../service.ts';
import { NO_SUB, type Place } from './store.ts';

type ListMembers = operations['listMembers'];

const BEFORE_ALL: Place = { seq: -1, sub: NO_SUB };
const PLACE = /^(\d{1,16})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Lists a room's members, in the order in which they joined. */
export async function listMembers(
  { permissions, members, reads }: MessageService,
  { path, query, caller }: ValidRequest<ListMembers>,
): Promise<Reply<ListMembers>> {
  const { after, limit = 100 } = query;
  const start = after === undefined ? BEFORE_ALL : parsePlace(after);
  const room = await permissions.require(caller, path.room, 'room.read');
  // One member more than requested shows whether there is another page.
  const found = await reads.run(caller.sub, () => members.list(room, start, limit + 1));
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    status: 200,
    body: {
      members: page.map(({ member }) => member),
      ...(last && found.length > limit ? { next: `${last.place.seq}.${last.place.sub}` } : {}),
    },
  };
}

function parsePlace(text: string): Place {
  const [, seq, sub] = PLACE.exec(text) ?? [];
  if (seq === undefined || sub === undefined) {
    throw invalid([{ field: '/query/after', detail: 'must be the `next` of another page' }]);
  }
  return { seq: Number(seq), sub };
}
