import { deadline, type Api } from '../api/client.ts';
import { parseStreamed } from '../api/expected.ts';
import { attempt, type Result } from '../api/result.ts';
import type { Signal } from '../api/types.ts';
import type { PresenceEvent, Stores } from './dispatch.ts';
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

/** What the stream of user-service carries besides who is online. */
const INCLUDED = ['details', 'preferences'];

/** Opens the stream with all that it can carry; a replica of the release before refuses that with 400. */
async function openPresence<T>(open: (query: { include?: string[] }) => Promise<Result<T>>): Promise<Result<T>> {
  const opened = await open({ include: INCLUDED });
  return opened.ok || opened.failure.status !== 400 ? opened : open({});
}

/** The users online, and the user's preferences. An open stream keeps the user online. */
export function presenceFeed(
  api: Api,
  { presence, preferences }: Pick<Stores, 'presence' | 'preferences'>,
  onEvents: (events: readonly PresenceEvent[]) => void,
): Feed {
  let detailed = false;
  return {
    open: (signal) =>
      openPresence((query) => {
        detailed = query.include !== undefined;
        return attempt(api.GET('/users/events', { ...STREAM, params: { query }, signal }));
      }),
    receive: (received) => onEvents(received.flatMap((event) => parsePresence(event, detailed))),
    async poll() {
      const connected = await attempt(api.POST('/users/connect', { signal: deadline() }));
      if (!connected.ok) return connected;
      void preferences.load();
      const online = await attempt(api.GET('/users/online', { signal: deadline() }));
      if (online.ok) presence.setNames(online.data.users, online.data.count);
      return online;
    },
    interval: 10_000,
    restart: () => Promise.resolve(),
  };
}

function parsePresence({ type, data }: SseEvent, detailed: boolean): PresenceEvent[] {
  if (type === 'snapshot') return [{ type, snapshot: parseStreamed(detailed ? 'detailedSnapshot' : 'snapshot', data) }];
  if (type === 'change') return [{ type, change: parseStreamed(detailed ? 'detailedChange' : 'change', data) }];
  return type === 'preferences' ? [{ type, preferences: parseStreamed('preferences', data) }] : [];
}
