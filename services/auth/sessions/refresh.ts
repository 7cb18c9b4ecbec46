import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/problem.ts';
import type { Identity } from '../identity.ts';
import { isInvited } from '../person.ts';
import { unauthenticated } from '../tokens/verify-token.ts';
import { sessionOf, sessionReply } from './reply.ts';

type Refresh = operations['refresh'];

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
    const [person] = await transaction.people.lock({ sids: [sid] });
    const session = await transaction.sessions.find(sid, moment);
    if (!person || !session) return undefined;
    const presented = refreshTokens.present(session.rotation, token, moment);
    const mayGoOn = person.passwordHash !== null || !rules.guestRefusal(person.nameKey, isInvited(person));
    if (presented && mayGoOn) {
      const { rotation, successor } = presented;
      const expiresAt = await transaction.sessions.use({ ...session, rotation }, moment);
      return { person, sid, expiresAt, refreshToken: successor };
    }
    await transaction.sessions.end(person, sid);
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
