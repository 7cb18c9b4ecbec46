import { randomUUID } from 'node:crypto';
import type { operations } from '../../../generated/types/messages.ts';
import { anAdmin, deleteMessage, guest, post, say, untilStreamsAreLimited, untilLimited } from '../people.ts';
import type { Fixture } from '../fixture.ts';
import { invites } from './invites.ts';
import { rooms } from './rooms.ts';
import type { RequestSpec, Scenarios } from './scenario.ts';

const FUTURE = Number.MAX_SAFE_INTEGER;
const ROOM = 'general';
const NO_ROOM = 'nowhere';

const asGuest = async (fixture: Fixture, rest: RequestSpec = {}): Promise<RequestSpec> => ({
  ...rest,
  token: (await guest(fixture)).token,
});
const asAdministrator = (fixture: Fixture, rest: RequestSpec): RequestSpec => ({
  ...rest,
  token: anAdmin(fixture).token,
});
/** A guest and a message of theirs. */
async function author(fixture: Fixture) {
  const person = await guest(fixture);
  const id = await say(fixture, person);
  return { person, token: person.token, id, path: `/messages/${id}` };
}

export const messages: Scenarios<operations> = {
  listMessages: {
    200: async (fixture) => {
      const { token } = await author(fixture);
      return { token, path: `/messages?room=${ROOM}&limit=50&before=${FUTURE}` };
    },
    404: (fixture) => asGuest(fixture, { path: `/messages?room=${NO_ROOM}` }),
    410: (fixture) => asGuest(fixture, { path: `/messages?after=${FUTURE}` }),
  },

  postMessage: {
    200: async (fixture) => {
      const { token, id } = await author(fixture);
      return { token, body: { id, message: 'Hello, everyone' } };
    },
    // The contract's example, with its id.
    201: (fixture) => asGuest(fixture),
    404: (fixture) => asGuest(fixture, { body: { id: randomUUID(), message: 'Hello', room: NO_ROOM } }),
    409: async (fixture) => {
      const { token, id } = await author(fixture);
      return { token, body: { id, message: 'Another text' } };
    },
    429: async (fixture) => {
      const { person, token } = await author(fixture);
      await untilLimited(() => post(fixture, person));
      return { token, body: { id: randomUUID(), message: 'One too many' } };
    },
  },

  clearMessages: {
    200: (fixture) => asAdministrator(fixture, { path: `/messages/clear?room=${ROOM}` }),
    403: (fixture) => asGuest(fixture),
    404: (fixture) => asAdministrator(fixture, { path: `/messages/clear?room=${NO_ROOM}` }),
  },

  editMessage: {
    200: async (fixture) => author(fixture),
    403: async (fixture) => asGuest(fixture, { path: (await author(fixture)).path }),
    404: (fixture) => asGuest(fixture, { path: `/messages/${randomUUID()}` }),
    409: async (fixture) => {
      const { person, token, id, path } = await author(fixture);
      await deleteMessage(fixture, person, id);
      return { token, path };
    },
    429: async (fixture) => {
      const { person, token, path } = await author(fixture);
      await untilLimited(() => post(fixture, person));
      return { token, path };
    },
  },

  deleteMessage: {
    204: async (fixture) => author(fixture),
    403: async (fixture) => asGuest(fixture, { path: (await author(fixture)).path }),
    404: (fixture) => asGuest(fixture, { path: `/messages/${randomUUID()}` }),
  },

  listMentions: { 200: (fixture) => asGuest(fixture, { path: `/mentions?limit=50&before=${FUTURE}` }) },

  ...rooms,
  ...invites,

  streamEvents: {
    200: async (fixture) => {
      const { token } = await author(fixture);
      return { token, path: `/events?room=${ROOM}&after=0&limit=100` };
    },
    404: (fixture) => asGuest(fixture, { path: `/events?room=${NO_ROOM}` }),
    410: (fixture) => asGuest(fixture, { path: `/events?after=${FUTURE}` }),
    429: async (fixture) => {
      const person = await guest(fixture);
      await untilStreamsAreLimited(`${fixture.healthy.messages}/events`, person);
      return { token: person.token, headers: { Accept: 'text/event-stream' } };
    },
  },

  getHealth: { 200: () => ({}) },
  getReady: { 200: () => ({}) },
  getMetrics: { 200: () => ({}) },
};
