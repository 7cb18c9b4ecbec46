/** To a browser this is neither https nor localhost, whatever the chat's real address is. */
export const INSECURE_HOST = 'chat.test';

/** The same for a server on this machine's loopback interface. */
const INSECURE_LOOPBACK_HOST = 'loopback.test';

/** Makes a browser find both. */
export const resolverRules = (hostname: string) =>
  `--host-resolver-rules=MAP ${INSECURE_HOST} ${hostname}, MAP ${INSECURE_LOOPBACK_HOST} 127.0.0.1`;

/** Whether a page at this address is in a secure context, as far as the stories' addresses go. */
export const isSecure = (baseURL: string | undefined) =>
  /^(https:|http:\/\/(localhost|127\.0\.0\.1)[:/]?)/.test(baseURL ?? '');

/** The address of a server on this machine's loopback interface, whose context is as secure as that of `baseURL`. */
export const loopbackUrl = (port: number, baseURL: string | undefined) =>
  `http://${isSecure(baseURL) ? '127.0.0.1' : INSECURE_LOOPBACK_HOST}:${port}`;

/**
 * Stories that run in one context only. A browser without a secure context lacks locks (by which the tabs of a browser
 * elect a leader), the clipboard, notifications and service workers; nothing else of the page depends on it. These
 * stories have one tab per browser and use none of these: how things look, and what people see of each other.
 */
export const SAME_IN_BOTH = [
  'accessibility.story.ts',
  'admin.story.ts',
  'attention.story.ts',
  'clear.story.ts',
  'counts.story.ts',
  'directory.story.ts',
  'edit.story.ts',
  'history.story.ts',
  'ignore.story.ts',
  'keyboard.story.ts',
  'layout.story.ts',
  'many-rooms.story.ts',
  'markup.story.ts',
  'mentions.story.ts',
  'sidebar.story.ts',
  'touch.story.ts',
  'translation.story.ts',
  'writing.story.ts',
];
