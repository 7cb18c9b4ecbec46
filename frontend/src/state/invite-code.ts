import { browserStorage } from './storage.ts';

/** Where this tab keeps the code of an invite until it is used: a login may reload the page. */
const KEY = 'chat:invite';
/** As in the contract. */
const CODE = /^[A-Za-z0-9_-]{22,64}$/;

/**
 * The code of the invite link that was opened. It is a secret: it leaves the address, and so the history and screenshots.
 * Undefined if the link is not complete.
 */
export function takeInviteCode(): string | undefined {
  const found = location.hash.slice(1);
  if (found !== '') history.replaceState(history.state, '', location.pathname);
  const code = found === '' ? tabStorage().get(KEY) : found;
  if (code === null || !CODE.test(code)) return undefined;
  tabStorage().set(KEY, code);
  return code;
}

export function forgetInviteCode(): void {
  tabStorage().remove(KEY);
}

/** Without one a reload loses the code, and the link has to be opened again. */
const tabStorage = () => browserStorage(() => sessionStorage);
