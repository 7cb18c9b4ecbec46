import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/http/problem.ts';
import type { Identity } from '../identity.ts';
import { sessionOf, sessionReply } from './reply.ts';
import { unauthenticated } from '../tokens/verify.ts';

type Refresh = operations['refresh'];
type Logout = operations['logout'];
type ListSessions = operations['listSessions'];
type EndSession = operations['endSession'];

/** Per minute. The page refreshes only every 10 minutes and when it is loaded. */
const REFRESHES_PER_SESSION = 60;

/** Exchanges a refresh token for its successor and a new access token. */
export async function refresh(identity: Identity, request: ValidRequest<Refresh>): Promise<Reply<Refresh>> {
  const { cookies, limiter, refreshTokens, rules, store, now } = identity;
  const token = cookies.read(request);
  if (!token) throw new Problem('unauthenticated', 'Send the cookie set by POST /login, or log in.');
  const sid = refreshTokens.sidOf(token);
  if (sid === undefined) throw unauthenticated('malformed');
  await limiter.debit({
    key: `refresh:${sid}`,
    perMinute: REFRESHES_PER_SESSION,
    what: 'refreshes of this session',
  });

  const moment = now();
  const granted = await store.transaction(async (transaction) => {
    const [person] = await transaction.lockPeople({ sids: [sid] });
    const session = await transaction.session(sid, moment);
    if (!person || !session) return undefined;
    const presented = refreshTokens.present(session.rotation, token, moment);
    const mayGoOn = person.passwordHash !== null || !rules.guestRefusal(person.nameKey);
    if (presented && mayGoOn) {
      const { rotation, successor } = presented;
      const expiresAt = await transaction.useSession({ ...session, rotation }, moment);
      return { person, sid, expiresAt, refreshToken: successor };
    }
    await transaction.endSession(person, sid);
    return { ended: sessionOf(person, sid), isCopied: !presented };
  });
  if (!granted) throw unauthenticated('ended');
  if ('ended' in granted) {
    const { ended, isCopied } = granted;
    request.audit(
      isCopied ? { event: 'refresh-token-reused', ...ended } : { event: 'session-ended', ...ended, reason: 'refused' },
    );
    throw unauthenticated('ended');
  }
  await identity.guard.remember(granted.person, request);
  return sessionReply(identity, granted, request, moment);
}

/** Ends the session that the request carries. The cookie need not be the newest. */
export async function logout(identity: Identity, request: ValidRequest<Logout>): Promise<Reply<Logout>> {
  const { cookies, refreshTokens, store, now } = identity;
  const ofCookie = refreshTokens.sidOf(cookies.read(request) ?? '');
  const sids = [ofCookie, request.callerIfAny?.sid].filter((sid) => sid !== undefined);
  if (sids.length > 0) {
    const moment = now();
    const ended = await store.transaction(async (transaction) => {
      const ended: ReturnType<typeof sessionOf>[] = [];
      const people = await transaction.lockPeople({ sids });
      for (const sid of sids) {
        const session = await transaction.session(sid, moment);
        const person = people.find(({ sub }) => sub === session?.sub);
        if (!person) continue;
        await transaction.endSession(person, sid);
        ended.push(sessionOf(person, sid));
      }
      return ended;
    });
    for (const session of ended) request.audit({ event: 'session-ended', ...session, reason: 'logout' });
  }
  return { status: 204, headers: cookies.remove(request) };
}

export async function listSessions(
  { store, now }: Identity,
  { caller }: ValidRequest<ListSessions>,
): Promise<Reply<ListSessions>> {
  const sessions = (await store.sessions(caller.sub, now())).map(({ sid, createdAt, lastUsedAt, userAgent }) => ({
    sid,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    userAgent,
    current: sid === caller.sid,
  }));
  return { status: 200, body: { sessions } };
}

export async function endSession(
  { store, now }: Identity,
  { caller, path: { sid }, audit }: ValidRequest<EndSession>,
): Promise<Reply<EndSession>> {
  await store.transaction(async (transaction) => {
    const [person] = await transaction.lockPeople({ sids: [sid] });
    if (person?.sub !== caller.sub || !(await transaction.session(sid, now()))) {
      throw new Problem('not-found', 'It may have ended already. GET /sessions lists yours.', {
        title: 'Session not found',
      });
    }
    await transaction.endSession(person, sid);
  });
  audit({ event: 'session-ended', ...sessionOf(caller, sid), reason: 'owner' });
  return { status: 204 };
}
