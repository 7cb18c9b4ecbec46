import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { DEFAULT_ROOM } from '../rooms/permissions.ts';
import type { MessageService } from '../service.ts';
import { inviteEnded, unknownInvite } from './invite-invalid.ts';
import { limitCodes } from './limit-codes.ts';

type PreviewInvite = operations['previewInvite'];

/** Shows the room that an invite leads to, also to somebody who is not logged in. */
export async function previewInvite(
  { invites, limiter }: MessageService,
  { body, callerIfAny: caller, network }: ValidRequest<PreviewInvite>,
): Promise<Reply<PreviewInvite>> {
  await limitCodes(limiter, network, caller);
  const found = await invites.preview(body.code, caller?.sub);
  if (!found) throw unknownInvite();
  const { state, ...room } = found;
  if (state !== 'valid' && state !== 'member') throw inviteEnded(state);
  const joined = state === 'member' || (caller !== undefined && room.room === DEFAULT_ROOM);
  return { status: 200, body: { ...room, joined } };
}
