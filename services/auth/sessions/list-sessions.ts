import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { Identity } from '../identity.ts';

type ListSessions = operations['listSessions'];

/** Lists the caller's active sessions. */
export async function listSessions(
  { sessions, now }: Identity,
  { caller }: ValidRequest<ListSessions>,
): Promise<Reply<ListSessions>> {
  const listed = (await sessions.list(caller.sub, now())).map(({ sid, createdAt, lastUsedAt, userAgent }) => ({
    sid,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    userAgent,
    current: sid === caller.sid,
  }));
  return { status: 200, body: { sessions: listed } };
}
