import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { MessageService } from '../service.ts';

type ListCommonRooms = operations['listCommonRooms'];

/** Lists the rooms that the caller and another person are in. The caller knows all of them. */
export async function listCommonRooms(
  { rooms, reads }: MessageService,
  { query, caller }: ValidRequest<ListCommonRooms>,
): Promise<Reply<ListCommonRooms>> {
  return { status: 200, body: { rooms: await reads.run(caller.sub, () => rooms.common(caller.sub, query.sub)) } };
}
