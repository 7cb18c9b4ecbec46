import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/problem.ts';
import type { Identity } from '../identity.ts';
import { sessionOf } from './reply.ts';

type EndSession = operations['endSession'];

/** Ends one of the caller's sessions. */
export async function endSession(
  { store, now }: Identity,
  { caller, path: { sid }, audit }: ValidRequest<EndSession>,
): Promise<Reply<EndSession>> {
  await store.transaction(async (transaction) => {
    const [person] = await transaction.people.lock({ sids: [sid] });
    if (person?.sub !== caller.sub || !(await transaction.sessions.find(sid, now()))) {
      throw new Problem('not-found', 'It may have ended already. GET /sessions lists yours.', {
        title: 'Session not found',
      });
    }
    await transaction.sessions.end(person, sid);
  });
  audit({ event: 'session-ended', ...sessionOf(caller, sid), reason: 'owner' });
  return { status: 204 };
}
