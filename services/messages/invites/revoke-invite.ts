import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { MessageService } from '../service.ts';

type RevokeInvite = operations['revokeInvite'];

/** Ends an invite. */
export async function revokeInvite(
  { permissions, invites }: MessageService,
  { path, caller, audit }: ValidRequest<RevokeInvite>,
): Promise<Reply<RevokeInvite>> {
  const room = await permissions.require(caller, path.room, 'invite.revoke');
  if (await invites.revoke(room, path.id)) audit({ event: 'invite-revoked', room, invite: path.id });
  return { status: 204 };
}
