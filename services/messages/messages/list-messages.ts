import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/problem.ts';
import { BEYOND } from '../../shared/log/log.ts';
import { cursorGone } from '../cursor-gone.ts';
import { DEFAULT_ROOM } from '../rooms/permissions.ts';
import { unknownRoom } from '../rooms/unknown-room.ts';
import type { MessageService } from '../service.ts';

type ListMessages = operations['listMessages'];

/** Reads a page of a room's history. */
export async function listMessages(
  { messages: store, reads }: MessageService,
  { query, caller }: ValidRequest<ListMessages>,
): Promise<Reply<ListMessages>> {
  const { room = DEFAULT_ROOM, limit = 50, before, after } = query;
  if (before !== undefined && after !== undefined) {
    throw new Problem('validation', 'Send either before or after, not both.', {
      errors: [{ field: '/query/after', detail: 'must not be combined with before' }],
    });
  }
  // One row more than requested shows whether there is another page.
  const page = await reads.run(caller.sub, () =>
    after === undefined
      ? store.historyBefore(caller, room, before ?? BEYOND, limit + 1)
      : store.historyAfter(caller, room, after, limit + 1),
  );
  if (!page) throw unknownRoom();
  if (!page.isCursor) throw cursorGone();
  const hasMore = page.messages.length > limit;
  const messages = after === undefined ? page.messages.slice(-limit) : page.messages.slice(0, limit);
  // A client that pages forwards continues from the page's last message; the log's end would skip the rest.
  const last = after !== undefined && hasMore ? messages.at(-1) : undefined;
  return { status: 200, body: { messages, hasMore, cursor: last?.seq ?? page.end } };
}
