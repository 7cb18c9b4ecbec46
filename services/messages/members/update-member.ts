import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/problem.ts';
import { forbidden } from '../rooms/permissions.ts';
import { unknownPerson } from '../rooms/problems.ts';
import { unknownRoom } from '../rooms/unknown-room.ts';
import type { MessageService } from '../service.ts';

type UpdateMember = operations['updateMember'];

/** Changes a member's role. */
export async function updateMember(
  { members }: MessageService,
  { path, body, caller, audit }: ValidRequest<UpdateMember>,
): Promise<Reply<UpdateMember>> {
  const { room, sub } = path;
  const outcome = await members.changeRole(room, sub, body.role, caller);
  switch (outcome) {
    case 'unknown':
      throw unknownRoom();
    case 'forbidden':
      throw forbidden('member.change');
    case 'nobody':
      throw unknownPerson();
    case 'guest':
      throw new Problem('forbidden', 'A guest cannot own a room. Ask them to set a password first.');
    case 'last':
      throw new Problem('limit-reached', 'A room needs an owner. Make somebody else an owner first.');
  }
  const member = await members.one(room, sub);
  if (!member) throw unknownPerson();
  if (outcome === 'changed') {
    audit({ event: 'member-role-changed', room, role: member.role, target: { sub, username: member.username } });
  }
  return { status: 200, body: member };
}
