import { deadline, type Api } from '../api/client.ts';
import { parseStreamed } from '../api/expected.ts';
import { attempt } from '../api/result.ts';
import type { Signal } from '../api/types.ts';
import type { PresenceStore } from '../stores/presence.ts';
import type { PresenceEvent } from './dispatch.ts';
import type { EventLog } from './event-log.ts';
import { isSignal, requestEvents } from './event-types.ts';
import type { Feed } from './follow.ts';
import type { SseEvent } from './event-stream-parser.ts';

const STREAM = { headers: { Accept: 'text/event-stream' }, parseAs: 'stream' } as const;

/** The events of the user's rooms after this tab's cursor, and what is not in the log. */
export function messageFeed(api: Api, log: EventLog, onSignals: (signals: readonly Signal[]) => void): Feed {
  let mine = false as boolean;
  const open = (signal: AbortSignal) =>
    requestEvents((query) => {
      mine = query.rooms === 'mine';
      return attempt(api.GET('/events', { ...STREAM, params: { query: { after: log.cursor, ...query } }, signal }));
    });
  return {
    async open(signal) {
      const opened = await open(signal);
      if (!opened.ok || !mine || log.isWhole) return opened;
      // Before, a replica of the release before left out what happened in other rooms.
      void opened.data?.cancel().catch(() => undefined);
      await log.load();
      return open(signal);
    },
    receive(received, lastEventId) {
      const signals = received.filter(({ type }) => isSignal(type));
      const events = received.filter(({ type }) => !isSignal(type));
      const to = Number(lastEventId);
      const parsed = events.map(({ data }) => parseStreamed('event', data));
      if (Number.isSafeInteger(to)) log.take({ from: log.cursor, to, events: parsed, ...(mine && { mine }) });
      if (signals.length > 0) onSignals(signals.map(({ data }) => parseStreamed('signal', data)));
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
