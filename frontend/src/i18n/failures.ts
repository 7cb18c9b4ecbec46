import { msg, str } from '@lit/localize';
import type { Failure } from '../api/result.ts';
import { formatTime } from '../text/format.ts';
import { readerLocale } from './locale.ts';
import { plural } from './plural.ts';

/** Describes a failure to the reader, and what they can do. */
export function describeFailure(failure: Failure): string {
  switch (failure.kind) {
    case 'network':
      return msg('The chat cannot be reached. Check your connection and try again.');
    case 'unavailable':
    case 'too-many-streams':
      return msg('The chat is busy or restarting. Try again in a moment.');
    case 'rate-limited':
      return describeWait(failure.retryAfter ?? 0);
    case 'password-required':
      return msg('This name belongs to an account. Enter its password, or choose another name.');
    case 'wrong-password':
      return msg('The password is wrong.');
    case 'guest-login-off':
      return msg('Guests cannot join this chat. Ask whoever runs it for an account.');
    case 'name-taken':
      return describeTaken(failure.until);
    case 'name-reserved':
      return msg('This name is reserved. Choose another one.');
    case 'account-disabled':
      return msg('This account is disabled. Ask whoever runs this chat.');
    case 'unauthenticated':
      return msg('You are logged out. Log in again.');
    case 'forbidden':
      return msg('You may not do this.');
    case 'message-deleted':
    case 'not-found':
      return msg('The message was deleted in the meantime.');
    case 'payload-too-large':
      return msg('This is too long.');
    case 'validation':
      return msg('The server did not accept this. Check it and try again.');
    case 'unknown':
      return msg(
        'Something other than the chat answered. Check whether your network asks you to log in, then try again.',
      );
    default:
      return msg('Something went wrong. Try again.');
  }
}

/** Explains why a message waits, and that it is kept. */
export function describeUnsent(kind: Failure['kind'] | undefined): string {
  return `${msg('Not sent.')} ${describeFailure({ kind: kind ?? 'unknown', status: 0 })}`;
}

function describeTaken(until: Date | undefined): string {
  if (!until) return msg('Somebody else has this name, or one that looks like it. Choose another one.');
  const time = formatTime(until.getTime(), readerLocale());
  return msg(str`Somebody else has this name until ${time}. Choose another one, or try again then.`);
}

function describeWait(milliseconds: number): string {
  return plural(
    Math.max(1, Math.ceil(milliseconds / 1000)),
    (count) => msg(str`Too many tries. Wait ${count} second and try again.`),
    (count) => msg(str`Too many tries. Wait ${count} seconds and try again.`),
  );
}
