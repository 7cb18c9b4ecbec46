import { msg, str } from '@lit/localize';
import type { Failure } from '../api/result.ts';
import { formatTime } from '../text/format.ts';
import { readerLocale } from './locale.ts';
import { plural } from './plural.ts';

/** Describes a failure to the user, and what they can do. */
export function describeFailure(failure: Failure): string {
  switch (failure.kind) {
    case 'network':
      return msg('Cannot reach the chat. Check your connection and try again.');
    case 'unavailable':
    case 'too-many-streams':
      return msg('The chat is busy or restarting. Try again in a moment.');
    case 'rate-limited':
      return describeWait(failure.retryAfter ?? 0);
    case 'password-required':
      return msg('This name belongs to an account. Enter its password, or choose another name.');
    case 'wrong-password':
      return msg('Incorrect password.');
    case 'guest-login-off':
      return msg('Guests cannot join this chat. Ask an administrator for an account.');
    case 'name-taken':
      return describeTaken(failure.until);
    case 'name-reserved':
      return msg('This name is reserved. Choose another one.');
    case 'account-disabled':
      return msg('This account is disabled. Contact an administrator.');
    case 'unauthenticated':
      return msg('You are logged out. Log in again.');
    case 'forbidden':
      return msg("You don't have permission to do this.");
    case 'message-deleted':
    case 'not-found':
      return msg('This message has been deleted.');
    case 'unknown-room':
      return msg('This room does not exist, or you are no longer in it.');
    case 'unknown-person':
      return msg('This person is no longer in this chat.');
    case 'room-archived':
      return msg('This room is archived: nobody can write here.');
    case 'room-name-taken':
      return msg('Another room has this name. Choose another one, or join that room.');
    case 'limit-reached':
      return msg('This is the limit: leave another room first, or invite fewer people.');
    case 'invite-invalid':
      return msg('This invite is no longer valid. Ask for a new one.');
    case 'payload-too-large':
      return msg('The text is too long.');
    case 'validation':
      return msg('The server rejected your input. Check it and try again.');
    case 'unknown':
      return msg(
        'The response did not come from the chat. Check whether your network requires you to log in, then try again.',
      );
    default:
      return msg('Something went wrong. Try again.');
  }
}

/** Explains why a message was not sent. */
export function describeUnsent(kind: Failure['kind'] | undefined): string {
  return `${msg('Not sent.')} ${describeFailure({ kind: kind ?? 'unknown', status: 0 })}`;
}

function describeTaken(until: Date | undefined): string {
  if (!until) return msg('This name, or one that looks like it, is already taken. Choose another one.');
  const time = formatTime(until.getTime(), readerLocale());
  return msg(str`This name is taken until ${time}. Choose another one, or try again then.`);
}

function describeWait(milliseconds: number): string {
  return plural(
    Math.max(1, Math.ceil(milliseconds / 1000)),
    (count) => msg(str`Too many attempts. Try again in ${count} second.`),
    (count) => msg(str`Too many attempts. Try again in ${count} seconds.`),
  );
}
