import { deadline, type Api } from '../api/client.ts';
import { parseStreamed } from '../api/expected.ts';
import { attempt } from '../api/result.ts';
import type { PresenceStore } from '../stores/presence.ts';
import type { PresenceEvent } from './dispatch.ts';
import type { EventLog } from './event-log.ts';
import { requestEvents } from './event-types.ts';
import type { Feed } from './follow.ts';
import type { SseEvent } from './event-stream-parser.ts';

const STREAM = { headers: { Accept: 'text/event-stream' }, parseAs: 'stream' } as const;

/** The message events after this tab's cursor. */
export function messageFeed(api: Api, log: EventLog): Feed {
  return {
    open: (signal) =>
      requestEvents((types) =>
        attempt(api.GET('/events', { ...STREAM, params: { query: { after: log.cursor, ...types } }, signal })),
      ),
    receive(received, lastEventId) {
      const events = received.map(({ data }) => parseStreamed('event', data));
      const to = Number(lastEventId);
      if (Number.isSafeInteger(to)) log.apply({ from: log.cursor, to, events });
    },
    poll: () => log.catchUp(),
    interval: 2_000,
    restart: () => log.load(),
  };
}

/** The users online. An open stream keeps the user online. */
export function presenceFeed(
  api: Api,
  presence: PresenceStore,
  onEvents: (events: readonly PresenceEvent[]) => void,
): Feed {
  return {
    open: (signal) => attempt(api.GET('/users/events', { ...STREAM, signal })),
    receive: (received) => onEvents(received.flatMap(parsePresence)),
    async poll() {
      const connected = await attempt(api.POST('/users/connect', { signal: deadline() }));
      if (!connected.ok) return connected;
      const online = await attempt(api.GET('/users/online', { signal: deadline() }));
      if (online.ok) presence.setNames(online.data.users, online.data.count);
      return online;
    },
    interval: 10_000,
    restart: () => Promise.resolve(),
  };
}

function parsePresence({ type, data }: SseEvent): PresenceEvent[] {
  if (type === 'snapshot') return [{ type, snapshot: parseStreamed('snapshot', data) }];
  return type === 'change' ? [{ type, change: parseStreamed('change', data) }] : [];
}
