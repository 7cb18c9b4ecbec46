import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { forbidden } from '../rooms/permissions.ts';
import { unknownRoom } from '../rooms/unknown-room.ts';
import type { MessageService } from '../service.ts';

type RemoveMember = operations['removeMember'];

/** Removes somebody, or the caller, from a room. */
export async function removeMember(
  { members }: MessageService,
  { path, caller, audit }: ValidRequest<RemoveMember>,
): Promise<Reply<RemoveMember>> {
  const { room, sub } = path;
  const action = sub === caller.sub ? 'member.leave' : 'member.remove';
  const { outcome, username } = await members.remove(room, sub, caller, action);
  switch (outcome) {
    case 'unknown':
      throw unknownRoom();
    case 'forbidden':
      throw forbidden(action);
    case 'removed':
      audit({ event: 'member-removed', room, target: { sub, username: username ?? '' } });
      return { status: 204 };
    case 'unchanged':
      return { status: 204 };
  }
}
