import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { roomFull, tooManyRooms } from '../rooms/problems.ts';
import { unknownRoom } from '../rooms/unknown-room.ts';
import type { MessageService } from '../service.ts';
import { inviteEnded, unknownInvite } from './invite-invalid.ts';
import { limitCodes } from './limit-codes.ts';

type AcceptInvite = operations['acceptInvite'];

/** Joins the room of an invite. Whoever is a member already gets the room. */
export async function acceptInvite(
  { invites, rooms, limiter }: MessageService,
  { body, caller, network, audit }: ValidRequest<AcceptInvite>,
): Promise<Reply<AcceptInvite>> {
  await limitCodes(limiter, network, caller);
  const { outcome, room: id, invite_id: invite } = await invites.accept(body.code, caller);
  switch (outcome) {
    case 'unknown':
      throw unknownInvite();
    case 'full':
      throw roomFull();
    case 'limit':
      throw tooManyRooms('you');
    case 'expired':
    case 'used-up':
    case 'archived':
    case 'removed':
      throw inviteEnded(outcome);
    case 'joined':
      audit({ event: 'invite-used', room: id, invite });
  }
  const view = await rooms.view(id, caller);
  // Whoever was removed in between is not answered with the room.
  if (!view?.room) throw unknownRoom();
  return { status: 200, body: view.room };
}
