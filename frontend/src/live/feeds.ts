import { deadline, type Api } from '../api/client.ts';
import { parseStreamed } from '../api/expected.ts';
import { attempt } from '../api/result.ts';
import type { Feed } from './follow.ts';
import type { Timeline } from '../stores/timeline.ts';
import { changed, fromNames, fromSnapshot, NOBODY, type Presence } from '../stores/presence.ts';

const STREAM = { headers: { Accept: 'text/event-stream' }, parseAs: 'stream' } as const;

/** The message events after this tab's cursor. */
export function messageFeed(api: Api, timeline: Timeline): Feed {
  return {
    open: (signal) => attempt(api.GET('/events', { ...STREAM, params: { query: { after: timeline.cursor } }, signal })),
    receive(received, lastEventId) {
      const events = received.map(({ data }) => parseStreamed('event', data));
      const to = Number(lastEventId);
      if (Number.isSafeInteger(to)) timeline.apply({ from: timeline.cursor, to, events });
    },
    poll: () => timeline.catchUp(),
    interval: 2_000,
    restart: () => timeline.load(),
  };
}

/** The users online. An open stream keeps the user online. */
export function presenceFeed(api: Api, onPresence: (presence: Presence) => void): Feed {
  let presence = NOBODY;
  const show = (next: Presence) => onPresence((presence = next));
  return {
    open: (signal) => attempt(api.GET('/users/events', { ...STREAM, signal })),
    receive(events) {
      for (const { type, data } of events) {
        if (type === 'snapshot') show(fromSnapshot(parseStreamed('snapshot', data)));
        else if (type === 'change') show(changed(presence, parseStreamed('change', data)));
      }
    },
    async poll() {
      const connected = await attempt(api.POST('/users/connect', { signal: deadline() }));
      if (!connected.ok) return connected;
      const online = await attempt(api.GET('/users/online', { signal: deadline() }));
      if (online.ok) show(fromNames(online.data.users, online.data.count));
      return online;
    },
    interval: 10_000,
    restart: () => Promise.resolve(),
  };
}
