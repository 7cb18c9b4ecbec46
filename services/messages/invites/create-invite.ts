import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/problem.ts';
import { forbidden, roomArchived } from '../rooms/permissions.ts';
import { unknownRoom } from '../rooms/unknown-room.ts';
import type { MessageService } from '../service.ts';
import { MAX_INVITES } from './store.ts';

type CreateInvite = operations['createInvite'];

const WEEK_SECONDS = 7 * 24 * 60 * 60;
/** Counted across replicas. */
const PER_MINUTE = 20;

/** Creates an invite, and returns its code, which is not stored. */
export async function createInvite(
  { permissions, invites, limiter }: MessageService,
  { path, body, caller, audit }: ValidRequest<CreateInvite>,
): Promise<Reply<CreateInvite>> {
  const room = await permissions.require(caller, path.room, 'invite.create');
  await limiter.debit({ key: `create-invite:${caller.sub}`, perMinute: PER_MINUTE, what: 'new invites' });
  const { expiresIn: lifetimeSeconds = WEEK_SECONDS, maxUses } = body;
  const result = await invites.create(room, { lifetimeSeconds, maxUses }, caller);
  switch (result.outcome) {
    case 'unknown':
      throw unknownRoom();
    case 'forbidden':
      throw forbidden('invite.create');
    case 'archived':
      throw roomArchived();
    case 'limit':
      throw new Problem('limit-reached', `A room can have at most ${MAX_INVITES} invites. Revoke one first.`);
  }
  const { code, invite } = result;
  audit({ event: 'invite-created', room, invite: invite.id });
  return { status: 201, body: { code, invite } };
}
