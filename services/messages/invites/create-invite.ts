import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/problem.ts';
import type { Caller } from '../../shared/caller.ts';
import { DEFAULT_ROOM, forbidden, roomArchived } from '../rooms/permissions.ts';
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
  const { makes = 'guest', expiresIn: lifetimeSeconds = WEEK_SECONDS, maxUses } = body;
  assertMayMake(makes, room, caller);
  await limiter.debit({ key: `create-invite:${caller.sub}`, perMinute: PER_MINUTE, what: 'new invites' });
  const result = await invites.create(room, { makes, lifetimeSeconds, maxUses }, caller);
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
  audit({ event: 'invite-created', room, invite: invite.id, makes });
  return { status: 201, body: { code, invite } };
}

function assertMayMake(makes: 'guest' | 'account', room: string, { roles }: Caller): void {
  if (makes === 'account' && !roles.includes('admin')) {
    throw new Problem('forbidden', 'Only administrators create invites that make accounts. Leave out `makes`.');
  }
  if (makes === 'guest' && room === DEFAULT_ROOM) {
    throw new Problem('forbidden', 'Guests by invite are not in `general`. Invite them to another room.');
  }
}
