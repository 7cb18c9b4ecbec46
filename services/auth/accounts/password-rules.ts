import { invalid } from '../../shared/http/invalid.ts';
import { nameKey } from '../../shared/text/names.ts';
import { lookAlike } from '../../shared/text/skeletons.ts';
import { isBlank } from '../../shared/text/text.ts';

/** As in the contract; shorter common passwords are skipped. */
const MIN_LENGTH = 8;

const REPEATED = /^(.)\1*$/u;

/** A name without its separators, which are no secret either. */
const lettersOf = (name: string) => nameKey(name).replace(/[^\p{L}\p{M}\p{N}]/gu, '');

let common: Promise<ReadonlySet<string>> | undefined;

/** Throws `validation` if a password is easily guessed. Checked only when a password is set. */
export async function assertGoodPassword(password: string, username: string): Promise<void> {
  const fault = await passwordFault(password, username);
  if (fault !== undefined) throw invalid([{ field: '/body/password', detail: fault }]);
}

async function passwordFault(password: string, username: string): Promise<string | undefined> {
  if (isBlank(password)) return 'must not be blank';
  if (lettersOf(password) === lettersOf(username) || lookAlike(password, username)) return 'must not be your name';
  if (REPEATED.test(password)) return 'must not repeat a single character';
  common ??= readCommonPasswords();
  const isCommon = (await common).has(password.trim().normalize('NFKC').toLowerCase());
  return isCommon ? 'must not be one of the most common passwords' : undefined;
}

/** Loaded lazily: it takes 50 ms, and most replicas never need it. */
async function readCommonPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].filter(({ length }) => length >= MIN_LENGTH));
}
