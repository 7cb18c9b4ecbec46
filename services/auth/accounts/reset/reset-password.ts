import type { operations } from '../../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../../shared/http/contract.ts';
import { Problem } from '../../../shared/problem.ts';
import type { Identity } from '../../identity.ts';
import { leaveCookieSession, sentCookie } from '../../login/continued-session.ts';
import { hashOfCode, limitCodes } from '../../one-time-code.ts';
import { beginSession } from '../../sessions/begin-session.ts';
import { sessionReply } from '../../sessions/reply.ts';
import { personOf } from '../administration.ts';
import { assertGoodPassword } from '../password-rules.ts';

type ResetPassword = operations['resetPassword'];

/** Sets an account's password for whoever has its link, and logs in. */
export async function resetPassword(
  identity: Identity,
  request: ValidRequest<ResetPassword>,
): Promise<Reply<ResetPassword>> {
  const { passwords, resets, store, now } = identity;
  const { code, password } = request.body;
  await limitCodes(identity, request);
  const account = await resets.account(hashOfCode(code), now());
  if (!account) throw invalidLink();
  const { sub } = account;
  await assertGoodPassword(password, account.username);
  const passwordHash = await passwords.hash(password);

  const moment = now();
  const cookie = sentCookie(identity, request);
  const { granted, left } = await store.transaction(async (transaction) => {
    const people = await transaction.people.lock({ sub, sids: cookie ? [cookie.sid] : [] });
    // Hashing is slow: the link may have been used meanwhile.
    if (!(await transaction.resets.take(hashOfCode(code), moment))) throw invalidLink();
    await transaction.accounts.setPassword(sub, passwordHash);
    await transaction.sessions.endAll(sub);
    const left = cookie && (await leaveCookieSession(identity, transaction, people, cookie, moment));
    const person = { ...account, passwordHash };
    return { granted: await beginSession(identity, transaction, person, request, moment), left };
  });
  await identity.guard.remember(granted.person, request);
  if (left) request.audit(left.event);
  request.audit({ event: 'password-reset', target: personOf(account) });
  return sessionReply(identity, granted, request, moment);
}

function invalidLink(): Problem {
  return new Problem('not-found', 'It was used, replaced, or has expired. Ask an administrator for another one.', {
    title: 'The link is not valid',
  });
}
