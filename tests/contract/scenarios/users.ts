import type { operations } from '../../../generated/types/users.ts';
import { randomUUID } from 'node:crypto';
import { createApi } from '../../../testkit/api.ts';
import { bearer, guest, untilStreamsAreLimited } from '../people.ts';
import type { Fixture } from '../fixture.ts';
import type { RequestSpec, Scenarios } from './scenario.ts';

const asGuest = async (fixture: Fixture): Promise<RequestSpec> => ({ token: (await guest(fixture)).token });

/** Online, so that others see them. */
async function connected({ healthy }: Fixture, token: string): Promise<void> {
  await createApi(healthy.users).POST('/users/connect', { headers: bearer({ token }) });
}

export const users: Scenarios<operations> = {
  connect: { 200: asGuest },
  disconnect: { 200: asGuest },
  listOnline: { 200: async (fixture) => ({ ...(await asGuest(fixture)), path: '/users/online?limit=200' }) },

  getPreferences: { 200: asGuest },
  updatePreferences: {
    200: asGuest,
    400: async (fixture) => ({ ...(await asGuest(fixture)), body: { density: 'dense' } }),
  },

  renewActivity: { 204: asGuest },

  streamPresence: {
    200: asGuest,
    429: async (fixture) => {
      const person = await guest(fixture);
      await untilStreamsAreLimited(`${fixture.healthy.users}/users/events`, person);
      return { token: person.token };
    },
  },

  listDirectory: { 200: asGuest },
  lookUpPeople: { 200: asGuest },
  getPerson: {
    200: async (fixture) => {
      const { sub, token } = await guest(fixture);
      await connected(fixture, token);
      return { token, path: `/users/${sub}` };
    },
    404: async (fixture) => ({ ...(await asGuest(fixture)), path: `/users/${randomUUID()}` }),
  },

  getProfile: { 200: asGuest },
  updateProfile: {
    200: async (fixture) => {
      const { username, token } = await guest(fixture);
      return { token, body: { displayName: username.toUpperCase() } };
    },
    400: async (fixture) => ({ ...(await asGuest(fixture)), body: { displayName: '' } }),
    403: async (fixture) => ({ ...(await asGuest(fixture)), body: { displayName: 'Adm1n' } }),
    409: async (fixture) => {
      const other = await guest(fixture);
      return { ...(await asGuest(fixture)), body: { displayName: other.username } };
    },
  },

  getHealth: { 200: () => ({}) },
  getReady: { 200: () => ({}) },
  getMetrics: { 200: () => ({}) },
};
