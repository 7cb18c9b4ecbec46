import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { requireInChat } from '../rooms/permissions.ts';
import type { MessageService } from '../service.ts';

type ListAllInvites = operations['listAllInvites'];

/** Lists the invites of all rooms that have not expired, for administrators. */
export async function listAllInvites(
  { invites, reads }: MessageService,
  { query, caller }: ValidRequest<ListAllInvites>,
): Promise<Reply<ListAllInvites>> {
  requireInChat(caller, 'invite.list-all');
  const { after, limit = 50 } = query;
  return { status: 200, body: await reads.run(caller.sub, () => invites.listAll(caller.sub, after, limit)) };
}
