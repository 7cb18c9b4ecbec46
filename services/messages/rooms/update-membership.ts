import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { invalid } from '../../shared/http/invalid.ts';
import type { MessageService } from '../service.ts';
import { DEFAULT_ROOM, isInGeneral } from './permissions.ts';
import { unknownRoom } from './unknown-room.ts';

type UpdateMembership = operations['updateMembership'];

/** Changes the caller's own settings of a room. */
export async function updateMembership(
  { rooms, signals }: MessageService,
  { path, body, caller }: ValidRequest<UpdateMembership>,
): Promise<Reply<UpdateMembership>> {
  const { room } = path;
  if (room === DEFAULT_ROOM && isInGeneral(caller)) await rooms.ensureGeneral(caller);
  const result = await rooms.changeSettings(room, caller.sub, body);
  switch (result.outcome) {
    case 'unknown':
      throw unknownRoom();
    case 'not-direct':
      throw invalid([{ field: '/body/hidden', detail: 'is for direct rooms only: leave or archive other rooms' }]);
    case 'changed':
      signals.send({ to: caller.sub, signal: { type: 'membership', room, settings: result.settings } });
      return { status: 200, body: result.settings };
  }
}
