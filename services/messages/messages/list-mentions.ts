import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { BEYOND } from '../../shared/log/log.ts';
import type { MessageService } from '../service.ts';

type ListMentions = operations['listMentions'];

/** Reads a page of messages that mention the caller. */
export async function listMentions(
  { messages, reads }: MessageService,
  { query, caller }: ValidRequest<ListMentions>,
): Promise<Reply<ListMentions>> {
  const { before = BEYOND, limit = 50 } = query;
  // One message more than requested shows whether there is another page.
  const found = await reads.run(caller.sub, () => messages.mentions(caller, before, limit + 1));
  return { status: 200, body: { messages: found.slice(0, limit), hasMore: found.length > limit } };
}
