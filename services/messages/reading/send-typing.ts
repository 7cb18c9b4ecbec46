import type { operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { MessageService } from '../service.ts';

type SendTyping = operations['sendTyping'];

/** Tells the others in a room that the caller writes. */
export async function sendTyping(
  { permissions, signals }: MessageService,
  { path, caller }: ValidRequest<SendTyping>,
): Promise<Reply<SendTyping>> {
  const { sub, username } = caller;
  const room = await permissions.require(caller, path.room, 'message.post');
  signals.send({ signal: { type: 'typing', room, sub, username } });
  return { status: 204 };
}
