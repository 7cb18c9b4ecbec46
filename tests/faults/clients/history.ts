import { withoutAsOf } from '../../../testkit/messages.ts';
import type { Person } from './person.ts';
import type { Message } from './sender.ts';

const PAGE = 200;

/** The log's current end. */
export async function logEnd(person: Person): Promise<number> {
  const { data, response } = await person.messages.GET('/messages', { params: { query: { limit: 1 } } });
  if (!data) throw new Error(`GET /messages was answered by ${response.status}`);
  return data.cursor;
}

/** The history from a cursor on, page by page. */
export async function historyAfter(person: Person, cursor: number): Promise<Message[]> {
  const history: Message[] = [];
  for (;;) {
    const after = history.at(-1)?.seq ?? cursor;
    const { data, response } = await person.messages.GET('/messages', { params: { query: { after, limit: PAGE } } });
    if (!data) throw new Error(`GET /messages was answered by ${response.status}`);
    history.push(...data.messages.map(withoutAsOf));
    if (!data.hasMore) return history;
  }
}
