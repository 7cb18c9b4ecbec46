import type { operations } from '../../generated/types/users.ts';
import { invalid } from '../shared/http/invalid.ts';
import type { OwnHandlers } from '../shared/service/compose.ts';
import { reserveStream, type StreamOpenings } from '../shared/streams/open.ts';
import type { Presence } from './presence/presence.ts';
import type { PresenceTiming } from './presence/timing.ts';
import { displayNameFault, shownName } from './profiles/display-name.ts';
import { personOf, type Store } from './store.ts';

export interface Dependencies extends StreamOpenings {
  store: Store;
  presence: Presence;
  timing: PresenceTiming;
}

const DEFAULT_LIMIT = 200;

export function createHandlers(dependencies: Dependencies): OwnHandlers<operations> {
  const { store, presence, timing } = dependencies;
  return {
    connect: async ({ caller }) => {
      await store.connect(personOf(caller), timing.connect);
      return { status: 200, body: { username: caller.username, status: 'connected' } };
    },

    disconnect: async ({ caller }) => {
      await store.disconnect(caller.sub);
      return { status: 200, body: { username: caller.username, status: 'disconnected' } };
    },

    listOnline: async ({ caller, query }) => {
      await store.renewConnect(caller.sub, timing.connect);
      const people = await presence.first(query.limit ?? DEFAULT_LIMIT);
      return { status: 200, body: { users: people.map(({ displayName }) => displayName), count: presence.count } };
    },

    streamPresence: (request) =>
      reserveStream(dependencies, request, async (place) => {
        const letGo = await presence.hold(personOf(request.caller));
        return {
          status: 200,
          stream: (stream) => {
            stream.onClose(() => letGo(place.sessionEnded));
            place.open(stream);
            stream.write(presence.snapshot());
          },
        };
      }),

    getProfile: async ({ caller }) => {
      const person = personOf(caller);
      const displayName = shownName(await store.displayName(person.sub), person.username);
      return { status: 200, body: { ...person, displayName } };
    },

    updateProfile: async ({ caller, body: { displayName } }) => {
      const person = personOf(caller);
      const fault = displayNameFault(displayName, person.username);
      if (fault !== undefined) throw invalid([{ field: '/body/displayName', detail: fault }]);
      await store.rename(person, displayName);
      return { status: 200, body: { ...person, displayName } };
    },
  };
}
