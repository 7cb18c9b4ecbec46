/** What the person who started the program can mend: shown as one line, without a stack trace. */
export class UserError extends Error {
  override name = 'UserError';
}
