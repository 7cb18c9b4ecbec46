import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { MessageService } from '../service.ts';
import { inviteEnded, unknownInvite } from './invite-invalid.ts';
import { limitCodes } from './limit-codes.ts';

type PreviewInvite = operations['previewInvite'];

/** Shows the room that an invite leads to. */
export async function previewInvite(
  { invites, limiter }: MessageService,
  { body, caller }: ValidRequest<PreviewInvite>,
): Promise<Reply<PreviewInvite>> {
  await limitCodes(limiter, caller);
  const found = await invites.preview(body.code, caller.sub);
  if (!found) throw unknownInvite();
  const { state, ...room } = found;
  if (state !== 'valid' && state !== 'member') throw inviteEnded(state);
  return { status: 200, body: { ...room, joined: state === 'member' } };
}
