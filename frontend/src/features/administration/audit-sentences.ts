import { msg, str } from '@lit/localize';
import type { AuditEntry } from '../../api/types.ts';

/** An entry of the audit log as a sentence. What a later version records is shown by its name. */
export function describeAudit(entry: AuditEntry): string {
  const who = whoDid(entry);
  return (
    describeSession(entry, who) ??
    describeAccount(entry, who) ??
    describeChat(entry, who) ??
    msg(str`${who}: ${entry.event}`)
  );
}

function whoDid({ username, address }: AuditEntry): string {
  if (username !== undefined) return username;
  return address === 'command line' ? msg('The command line') : msg('Somebody');
}

function describeSession({ event, method, reason, operation, problem }: AuditEntry, who: string): string | undefined {
  switch (event) {
    case 'login':
      if (method === 'guest') return msg(str`${who} joined as a guest`);
      return method === 'continued' ? msg(str`${who} came back`) : msg(str`${who} logged in with a password`);
    case 'login-by-invite':
      return msg(str`${who} came by an invite`);
    case 'login-failed':
      // The page asks for a password once it knows that the name has one.
      if (reason === 'password-required') return msg(str`${who} was asked for a password`);
      return msg(str`A login as ${who} was refused: ${describeReason(reason)}`);
    case 'refresh-token-reused':
      return msg(str`A copied session of ${who} was used, and has ended`);
    case 'session-ended':
      return describeEnd(reason, who);
    case 'refused':
      return problem === 'rate-limited'
        ? msg(str`${who} sent too many requests (${operation ?? ''})`)
        : msg(str`${who} was not allowed to do this: ${operation ?? ''}`);
    default:
      return undefined;
  }
}

function describeEnd(reason: string | undefined, who: string): string {
  switch (reason) {
    case 'logout':
      return msg(str`${who} logged out`);
    case 'owner':
      return msg(str`${who} ended one of their sessions`);
    case 'login':
      return msg(str`${who} left, for another name in the same browser`);
    default:
      return msg(str`A session of ${who} ended`);
  }
}

function describeReason(reason: string | undefined): string {
  switch (reason) {
    case 'wrong-password':
      return msg('wrong password');
    case 'name-taken':
      return msg('somebody has this name');
    case 'name-reserved':
      return msg('reserved name');
    case 'guest-login-off':
      return msg('guests are not allowed');
    case 'account-disabled':
      return msg('the account is disabled');
    case 'rate-limited':
      return msg('too many attempts');
    default:
      return reason ?? '';
  }
}

function describeAccount({ event, target }: AuditEntry, who: string): string | undefined {
  const whom = target?.username ?? '';
  switch (event) {
    case 'password-set':
      return msg(str`${who} set a password and has an account now`);
    case 'password-changed':
      return msg(str`${who} changed their password`);
    case 'password-reset':
      return msg(str`${whom} has a new password`);
    case 'reset-link-created':
      return msg(str`${who} made a link for a new password of ${whom}`);
    case 'sessions-ended':
      return msg(str`${who} ended all sessions of ${whom}`);
    case 'guest-ended':
      return msg(str`${who} ended the session of the guest ${whom}`);
    case 'account-added':
      return msg(str`${who} added the account ${whom}`);
    case 'account-disabled':
      return msg(str`${who} disabled the account ${whom}`);
    case 'account-enabled':
      return msg(str`${who} enabled the account ${whom}`);
    case 'account-deleted':
      return msg(str`${who} deleted the account ${whom}`);
    case 'administrator-granted':
      return msg(str`${who} made ${whom} an administrator`);
    case 'administrator-revoked':
      return msg(str`${who} removed ${whom} as an administrator`);
    default:
      return undefined;
  }
}

function describeChat({ event, name }: AuditEntry, who: string): string | undefined {
  switch (event) {
    case 'chat-set-up':
      return msg(str`${who} set up the chat “${name ?? ''}” as its first administrator`);
    case 'chat-renamed':
      return msg(str`${who} named the chat “${name ?? ''}”`);
    default:
      return undefined;
  }
}

/** Whether it deserves the reader's attention. */
export function isWarning({ event, reason }: AuditEntry): boolean {
  return (
    (event === 'login-failed' && reason !== 'password-required') ||
    event === 'refresh-token-reused' ||
    event === 'refused'
  );
}
