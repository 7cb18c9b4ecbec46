import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { MessageService } from '../service.ts';

type MarkAllRead = operations['markAllRead'];

/** Moves all markers of the caller forward. */
export async function markAllRead(
  { reading }: MessageService,
  { body, caller }: ValidRequest<MarkAllRead>,
): Promise<Reply<MarkAllRead>> {
  await reading.markAllRead(caller.sub, body.seq);
  return { status: 204 };
}
