import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { MessageService } from '../service.ts';

type ListInvites = operations['listInvites'];

/** Lists a room's invites that have not expired. */
export async function listInvites(
  { permissions, invites }: MessageService,
  { path, caller }: ValidRequest<ListInvites>,
): Promise<Reply<ListInvites>> {
  const room = await permissions.require(caller, path.room, 'invite.manage');
  return { status: 200, body: { invites: await invites.list(room) } };
}
