import { expectData } from '../../../testkit/api.ts';
import { withoutAsOf } from '../../../testkit/messages.ts';
import type { Person } from './person.ts';
import type { components } from '../../../generated/types/messages.ts';
import type { Message } from './sender.ts';

export type Event = components['schemas']['Event'];

const PAGE = 200;

/** The log's current end. */
export async function logEnd(person: Person): Promise<number> {
  return expectData(await person.api.GET('/messages', { params: { query: { limit: 1 } } })).cursor;
}

/** A room's history from a cursor on, page by page. */
export async function historyAfter(person: Person, cursor: number, room = 'general'): Promise<Message[]> {
  const history: Message[] = [];
  for (;;) {
    const after = history.at(-1)?.seq ?? cursor;
    const page = expectData(await person.api.GET('/messages', { params: { query: { room, after, limit: PAGE } } }));
    history.push(...page.messages.map(withoutAsOf));
    if (!page.hasMore) return history;
  }
}

/** The events of the person's rooms from a cursor on, page by page. */
export async function eventsAfter(person: Person, cursor: number, types: readonly Event['type'][]): Promise<Event[]> {
  const events: Event[] = [];
  for (let after = cursor; ;) {
    const query = { rooms: 'mine' as const, types: [...types], after, limit: PAGE };
    const page = expectData(await person.api.GET('/events', { params: { query } }));
    if (typeof page === 'string') throw new Error('a stream came instead of a page');
    events.push(...page.events);
    if (!page.hasMore) return events;
    after = page.cursor;
  }
}
