import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { MessageService } from '../service.ts';

type ListRooms = operations['listRooms'];

/** Lists the caller's rooms, with what the caller has not read of them. */
export async function listRooms(
  { rooms, reads }: MessageService,
  { caller }: ValidRequest<ListRooms>,
): Promise<Reply<ListRooms>> {
  return { status: 200, body: await reads.run(caller.sub, () => rooms.list(caller)) };
}
