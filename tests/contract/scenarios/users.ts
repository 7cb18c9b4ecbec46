import type { operations } from '../../../generated/types/users.ts';
import { guest, untilStreamsAreLimited } from '../people.ts';
import type { Fixture } from '../fixture.ts';
import type { RequestSpec, Scenarios } from './scenario.ts';

const asGuest = async (fixture: Fixture): Promise<RequestSpec> => ({ token: (await guest(fixture)).token });

export const users: Scenarios<operations> = {
  connect: { 200: asGuest },
  disconnect: { 200: asGuest },
  listOnline: { 200: async (fixture) => ({ ...(await asGuest(fixture)), path: '/users/online?limit=200' }) },

  streamPresence: {
    200: asGuest,
    429: async (fixture) => {
      const person = await guest(fixture);
      await untilStreamsAreLimited(`${fixture.healthy.users}/users/events`, person);
      return { token: person.token };
    },
  },

  getProfile: { 200: asGuest },
  updateProfile: {
    200: async (fixture) => {
      const { username, token } = await guest(fixture);
      return { token, body: { displayName: username.toUpperCase() } };
    },
  },

  getHealth: { 200: () => ({}) },
  getReady: { 200: () => ({}) },
  getMetrics: { 200: () => ({}) },
};
