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
  const code = found === '' ? read() : found;
  if (code === undefined || !CODE.test(code)) return undefined;
  try {
    sessionStorage.setItem(KEY, code);
  } catch {
    // Without storage a reload loses it, and the link has to be opened again.
  }
  return code;
}

export function forgetInviteCode(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was stored.
  }
}

function read(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}
