import type { operations } from '../../generated/types/users.ts';
import type { Handlers } from '../shared/http/contract.ts';
import { operationsHandlers, type OperationsDependencies } from '../shared/http/operations.ts';
import { nameKey } from '../shared/names.ts';
import { Problem } from '../shared/problem.ts';
import { reserveStream, type StreamOpenings } from '../shared/streams/open.ts';
import type { Presence } from './presence/presence.ts';
import type { PresenceTiming } from './presence/timing.ts';
import { personOf, type Store } from './store.ts';

export interface Dependencies extends OperationsDependencies, StreamOpenings {
  store: Store;
  presence: Presence;
  timing: PresenceTiming;
}

const DEFAULT_LIMIT = 200;

export function createHandlers(dependencies: Dependencies): Handlers<operations> {
  const { store, presence, timing } = dependencies;
  return {
    ...operationsHandlers(dependencies),

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
      const displayName = (await store.displayName(person.sub)) ?? person.username;
      return { status: 200, body: { ...person, displayName } };
    },

    updateProfile: async ({ caller, body: { displayName } }) => {
      const person = personOf(caller);
      if (nameKey(displayName) !== nameKey(person.username)) throw differentName(person.username);
      await store.rename(person, displayName);
      return { status: 200, body: { ...person, displayName } };
    },
  };
}

function differentName(username: string): Problem {
  return new Problem('validation', 'Fix the fields in `errors` and retry.', {
    errors: [
      {
        field: '/body/displayName',
        detail: `may differ from the name "${username}" only in case and in compatible forms of letters`,
      },
    ],
  });
}
