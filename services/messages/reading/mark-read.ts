import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { unknownRoom } from '../rooms/unknown-room.ts';
import type { MessageService } from '../service.ts';

type MarkRead = operations['markRead'];

/** Moves the caller's marker of a room. */
export async function markRead(
  { signals }: MessageService,
  { path, body, caller }: ValidRequest<MarkRead>,
): Promise<Reply<MarkRead>> {
  const { room } = path;
  const { sub, username, roles } = caller;
  const guest = roles.includes('guest');
  const seq = await signals.mark({ sub, username, guest, room, seq: body.seq, unread: body.unread });
  if (seq === null) throw unknownRoom();
  return { status: 200, body: { room, seq } };
}
