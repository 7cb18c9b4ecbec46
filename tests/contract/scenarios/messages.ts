import { randomUUID } from 'node:crypto';
import type { operations } from '../../../generated/types/messages.ts';
import { deleteMessage, guest, post, say, untilStreamsAreLimited, untilLimited } from '../people.ts';
import type { World } from '../world.ts';
import type { Plan, Scenarios } from './scenario.ts';

const FUTURE = Number.MAX_SAFE_INTEGER;
const ROOM = 'general';
const NO_ROOM = 'nowhere';

const asGuest = async (world: World, rest: Plan = {}): Promise<Plan> => ({
  ...rest,
  token: (await guest(world)).token,
});
const asAdministrator = ({ admin }: World, rest: Plan): Plan => ({ ...rest, token: admin.token });
/** A guest and a message of theirs. */
async function author(world: World) {
  const person = await guest(world);
  const id = await say(world, person);
  return { person, token: person.token, id, path: `/messages/${id}` };
}

export const messages: Scenarios<operations> = {
  listMessages: {
    200: async (world) => {
      const { token } = await author(world);
      return { token, path: `/messages?room=${ROOM}&limit=50&before=${FUTURE}` };
    },
    404: (world) => asGuest(world, { path: `/messages?room=${NO_ROOM}` }),
    410: (world) => asGuest(world, { path: `/messages?after=${FUTURE}` }),
  },

  postMessage: {
    200: async (world) => {
      const { token, id } = await author(world);
      return { token, body: { id, message: 'Hello, everyone' } };
    },
    // The contract's example, with its id.
    201: (world) => asGuest(world),
    404: (world) => asGuest(world, { body: { id: randomUUID(), message: 'Hello', room: NO_ROOM } }),
    409: async (world) => {
      const { token, id } = await author(world);
      return { token, body: { id, message: 'Another text' } };
    },
    429: async (world) => {
      const { person, token } = await author(world);
      await untilLimited(() => post(world, person));
      return { token, body: { id: randomUUID(), message: 'One too many' } };
    },
  },

  clearMessages: {
    200: (world) => asAdministrator(world, { path: `/messages/clear?room=${ROOM}` }),
    403: (world) => asGuest(world),
    404: (world) => asAdministrator(world, { path: `/messages/clear?room=${NO_ROOM}` }),
  },

  editMessage: {
    200: async (world) => author(world),
    403: async (world) => asGuest(world, { path: (await author(world)).path }),
    404: (world) => asGuest(world, { path: `/messages/${randomUUID()}` }),
    409: async (world) => {
      const { person, token, id, path } = await author(world);
      await deleteMessage(world, person, id);
      return { token, path };
    },
    429: async (world) => {
      const { person, token, path } = await author(world);
      await untilLimited(() => post(world, person));
      return { token, path };
    },
  },

  deleteMessage: {
    204: async (world) => author(world),
    403: async (world) => asGuest(world, { path: (await author(world)).path }),
    404: (world) => asGuest(world, { path: `/messages/${randomUUID()}` }),
  },

  streamEvents: {
    200: async (world) => {
      const { token } = await author(world);
      return { token, path: `/events?room=${ROOM}&after=0&limit=100` };
    },
    404: (world) => asGuest(world, { path: `/events?room=${NO_ROOM}` }),
    410: (world) => asGuest(world, { path: `/events?after=${FUTURE}` }),
    429: async (world) => {
      const person = await guest(world);
      await untilStreamsAreLimited(`${world.healthy.messages}/events`, person);
      return { token: person.token, headers: { Accept: 'text/event-stream' } };
    },
  },

  getHealth: { 200: () => ({}) },
  getReady: { 200: () => ({}) },
  getMetrics: { 200: () => ({}) },
};
