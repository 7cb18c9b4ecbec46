import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { MessageService } from '../service.ts';
import { unknownRoom } from './unknown-room.ts';

type GetRoom = operations['getRoom'];

/** Reads a room that the caller is in, or a public one. */
export async function getRoom(
  { rooms }: MessageService,
  { path, caller }: ValidRequest<GetRoom>,
): Promise<Reply<GetRoom>> {
  const view = await rooms.view(path.room, caller);
  if (!view) throw unknownRoom();
  return { status: 200, body: { joined: view.room !== undefined, ...view } };
}
