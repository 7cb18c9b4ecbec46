import { msg } from '@lit/localize';
import { nameKey } from '../../../services/shared/text/names.ts';
import { isBlank, length } from '../text/clean.ts';

const SHORTEST = 8;
const LONGEST = 128;

/** The checks of a new password that need no server; only the server knows the list of common ones. */
export function describePasswordFault(password: string, username?: string): string | undefined {
  const characters = length(password);
  if (characters < SHORTEST) return msg('Use at least 8 characters.');
  if (characters > LONGEST) return msg('Use at most 128 characters.');
  if (isBlank(password)) return msg('A password cannot consist only of spaces.');
  const isName = username !== undefined && nameKey(password) === nameKey(username);
  return isName ? msg('Your name cannot be your password.') : undefined;
}
