import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { MessageService } from '../service.ts';
import { inviteEnded, unknownInvite } from './invite-invalid.ts';

type InspectInvite = operations['inspectInvite'];

/** Tells auth-service what an invite lets somebody do who is not logged in. Uses nothing. */
export async function inspectInvite(
  { invites }: MessageService,
  { body }: ValidRequest<InspectInvite>,
): Promise<Reply<InspectInvite>> {
  const found = await invites.terms(body.code);
  if (!found) throw unknownInvite();
  const { state, ...terms } = found;
  if (state !== 'valid') throw inviteEnded(state);
  return { status: 200, body: terms };
}
