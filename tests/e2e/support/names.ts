/** A name that nobody has: stories run again and again on one server. */
export function uniqueName(first: string): string {
  return `${first} ${unique()}`;
}

/** A text that no other message is equal to. */
export function uniqueText(text: string): string {
  return `${text} ${unique()}`;
}

function unique(): string {
  return crypto.randomUUID().slice(0, 8);
}
