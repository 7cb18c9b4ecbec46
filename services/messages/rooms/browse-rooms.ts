import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { MessageService } from '../service.ts';
import { requireInChat } from './permissions.ts';

type BrowseRooms = operations['browseRooms'];

/** Lists public rooms, whether the caller is in them or not. */
export async function browseRooms(
  { rooms, reads }: MessageService,
  { query, caller }: ValidRequest<BrowseRooms>,
): Promise<Reply<BrowseRooms>> {
  requireInChat(caller, 'room.browse');
  const { q, archived = false, after, limit = 50 } = query;
  // One room more than requested shows whether there is another page.
  const found = await reads.run(caller.sub, () => rooms.browse(caller.sub, { q, archived, after, limit: limit + 1 }));
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { status: 200, body: { rooms: page, ...(last && found.length > limit ? { next: last.id } : {}) } };
}
