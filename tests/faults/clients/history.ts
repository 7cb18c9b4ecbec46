import { expectData } from '../../../testkit/api.ts';
import { withoutAsOf } from '../../../testkit/messages.ts';
import type { Person } from './person.ts';
import type { Message } from './sender.ts';

const PAGE = 200;

/** The log's current end. */
export async function logEnd(person: Person): Promise<number> {
  return expectData(await person.api.GET('/messages', { params: { query: { limit: 1 } } })).cursor;
}

/** The history from a cursor on, page by page. */
export async function historyAfter(person: Person, cursor: number): Promise<Message[]> {
  const history: Message[] = [];
  for (;;) {
    const after = history.at(-1)?.seq ?? cursor;
    const page = expectData(await person.api.GET('/messages', { params: { query: { after, limit: PAGE } } }));
    history.push(...page.messages.map(withoutAsOf));
    if (!page.hasMore) return history;
  }
}
