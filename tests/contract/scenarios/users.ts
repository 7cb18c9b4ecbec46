import type { operations } from '../../../generated/types/users.ts';
import { guest, untilStreamsAreLimited } from '../people.ts';
import type { World } from '../world.ts';
import type { Plan, Scenarios } from './scenario.ts';

const asGuest = async (world: World): Promise<Plan> => ({ token: (await guest(world)).token });

export const users: Scenarios<operations> = {
  connect: { 200: asGuest },
  disconnect: { 200: asGuest },
  listOnline: { 200: async (world) => ({ ...(await asGuest(world)), path: '/users/online?limit=200' }) },

  streamPresence: {
    200: asGuest,
    429: async (world) => {
      const person = await guest(world);
      await untilStreamsAreLimited(`${world.healthy.users}/users/events`, person);
      return { token: person.token };
    },
  },

  getProfile: { 200: asGuest },
  updateProfile: {
    200: async (world) => {
      const { username, token } = await guest(world);
      return { token, body: { displayName: username.toUpperCase() } };
    },
  },

  getHealth: { 200: () => ({}) },
  getReady: { 200: () => ({}) },
  getMetrics: { 200: () => ({}) },
};
