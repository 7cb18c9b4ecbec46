import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { DEFAULT_ROOM, isGuest, isInGeneral } from '../rooms/permissions.ts';
import { unknownRoom } from '../rooms/unknown-room.ts';
import type { MessageService } from '../service.ts';

type MarkRead = operations['markRead'];

/** Moves the caller's marker of a room. */
export async function markRead(
  { signals }: MessageService,
  { path, body, caller }: ValidRequest<MarkRead>,
): Promise<Reply<MarkRead>> {
  const { room } = path;
  if (room === DEFAULT_ROOM && !isInGeneral(caller)) throw unknownRoom();
  const { sub, username } = caller;
  const seq = await signals.mark({ sub, username, guest: isGuest(caller), room, seq: body.seq, unread: body.unread });
  if (seq === null) throw unknownRoom();
  return { status: 200, body: { room, seq } };
}
