/** The page's title while nothing is unread: the chat's name alone, which another story may change. */
export const NOTHING_UNREAD = /^[^(]/;

/** A unique name: stories run repeatedly on one server. */
export function uniqueName(first: string): string {
  return `${first} ${unique()}`;
}

/** A unique text. */
export function uniqueText(text: string): string {
  return `${text} ${unique()}`;
}

function unique(): string {
  return crypto.randomUUID().slice(0, 8);
}
