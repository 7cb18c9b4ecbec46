import { invalid } from '../shared/http/invalid.ts';
import { nameKey } from '../shared/names.ts';
import { lookAlike } from '../shared/skeletons.ts';
import { isBlank } from '../shared/text.ts';

/** As in the contract; shorter common passwords are skipped. */
const MIN_LENGTH = 8;

let common: Promise<ReadonlySet<string>> | undefined;

/** Throws `validation` if a password is easily guessed. Checked only when a password is set. */
export async function assertGoodPassword(password: string, username: string): Promise<void> {
  const fault = await passwordFault(password, username);
  if (fault !== undefined) throw invalid([{ field: '/body/password', detail: fault }]);
}

async function passwordFault(password: string, username: string): Promise<string | undefined> {
  if (isBlank(password)) return 'must not be blank';
  if (nameKey(password) === nameKey(username) || lookAlike(password, username)) return 'must not be your name';
  common ??= readCommonPasswords();
  const isCommon = (await common).has(password.normalize('NFKC').toLowerCase());
  return isCommon ? 'must not be one of the most common passwords, which are tried first' : undefined;
}

/** Loaded lazily: it takes 50 ms, and most replicas never need it. */
async function readCommonPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].filter(({ length }) => length >= MIN_LENGTH));
}
