import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { MessageService } from '../service.ts';

type PeopleOf = operations['peopleOf'];

/** Tells user-service whom a guest sees who came by an invite. */
export async function peopleOf(
  { members }: MessageService,
  { path }: ValidRequest<PeopleOf>,
): Promise<Reply<PeopleOf>> {
  return { status: 200, body: { subs: await members.peopleOf(path.sub) } };
}
