import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { Identity } from '../identity.ts';
import { sessionOf } from './reply.ts';

type Logout = operations['logout'];

/** Ends the session that the request carries. The cookie need not be the newest. */
export async function logout(identity: Identity, request: ValidRequest<Logout>): Promise<Reply<Logout>> {
  const { cookies, refreshTokens, store, now } = identity;
  const ofCookie = refreshTokens.sidOf(cookies.read(request) ?? '');
  const sids = [ofCookie, request.callerIfAny?.sid].filter((sid) => sid !== undefined);
  if (sids.length > 0) {
    const moment = now();
    const ended = await store.transaction(async (transaction) => {
      const ended: ReturnType<typeof sessionOf>[] = [];
      const people = await transaction.people.lock({ sids });
      for (const sid of sids) {
        const session = await transaction.sessions.find(sid, moment);
        const person = people.find(({ sub }) => sub === session?.sub);
        if (!person) continue;
        await transaction.sessions.end(person, sid);
        ended.push(sessionOf(person, sid));
      }
      return ended;
    });
    for (const session of ended) request.audit({ event: 'session-ended', ...session, reason: 'logout' });
  }
  return { status: 204, headers: cookies.remove(request) };
}
