import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { createApi, expectData, type Session } from '../../testkit/api.ts';
import { npmStart } from '../../testkit/npm-start.ts';
import type { Outcome } from '../faults/stories/outcome.ts';

const NAME = 'Ada';
const PASSWORD = 'correct horse battery staple';
const MESSAGES = 20;

/** `npm start` on the old release's data folder keeps the account, its session and the messages. */
export async function dataFolderIsKept(dataDir: string, old: string): Promise<Outcome> {
  const before = await withChat(dataDir, old, useChat);
  const after = await withChat(dataDir, undefined, (url) => revisit(url, before));
  const kept = {
    history: [before.history, after.history],
    cursor: [before.cursor, after.cursor],
    "the account, by the old release's cookie": [before.session.sub, after.refreshed.sub],
    'the account, by its password': [before.session.sub, after.loggedIn.sub],
  };
  const violations = Object.entries(kept).flatMap(([what, [was, is]]) =>
    isDeepStrictEqual(was, is) ? [] : [`${what}: ${JSON.stringify(was)} became ${JSON.stringify(is)}`],
  );
  return {
    summary: `an account, its session and ${before.history.length} messages on the old release's data folder`,
    violations,
  };
}

async function withChat<T>(
  dataDir: string,
  checkout: string | undefined,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const chat = await npmStart(dataDir, checkout);
  return work(`${chat.url}/api`).finally(() => chat.stop());
}

const cookieOf = (response: Response) => response.headers.getSetCookie()[0]?.split(';')[0] ?? '';

async function useChat(url: string) {
  const guest = expectData(await createApi(url).POST('/login', { body: { username: NAME } }));
  const saved = await createApi(url, guest).PUT('/account/password', { body: { password: PASSWORD } });
  const session = expectData(saved);
  const api = createApi(url, session);
  for (let count = 0; count < MESSAGES; count++) {
    expectData(await api.POST('/messages', { body: { id: randomUUID(), message: `Message ${count} ☕` } }));
  }
  return { session, cookie: cookieOf(saved.response), ...(await readHistory(url, session)) };
}

async function revisit(url: string, { cookie }: { cookie: string }) {
  const refreshed = expectData(await createApi(url, { headers: { Cookie: cookie } }).POST('/refresh'));
  const body = { username: NAME, password: PASSWORD };
  const loggedIn = expectData(await createApi(url).POST('/login', { body }));
  return { refreshed, loggedIn, ...(await readHistory(url, refreshed)) };
}

async function readHistory(url: string, session: Session) {
  const query = { limit: 200 };
  const page = expectData(await createApi(url, session).GET('/messages', { params: { query } }));
  // What a release adds to a message is no loss.
  const history = page.messages.map(({ id, seq, sub, username, message, timestamp }) => {
    return { id, seq, sub, username, message, timestamp };
  });
  return { history, cursor: page.cursor };
}
