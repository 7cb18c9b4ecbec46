import { randomUUID } from 'node:crypto';
import type { operations } from '../../../generated/types/auth.ts';
import { RESERVED } from '../launcher.ts';
import { account, authClient, guessPassword, guest, newName, PASSWORD, untilLimited, type Person } from '../people.ts';
import type { World } from '../world.ts';
import { takeNameMeanwhile } from './name-taken-meanwhile.ts';
import type { Plan, Scenarios } from './scenario.ts';

const withToken = async (world: World): Promise<Plan> => ({ token: (await guest(world)).token });
const withCookie = async (world: World): Promise<Plan> => ({ headers: { Cookie: (await guest(world)).cookie } });
const fromElsewhere = async (world: World): Promise<Plan> => ({
  headers: { ...(await withCookie(world)).headers, 'Sec-Fetch-Site': 'same-site' },
});
const asAdministrator = ({ admin: { token } }: World, path?: string): Plan => ({
  token,
  ...(path === undefined ? {} : { path }),
});
const asAdministratorOn = async (world: World, resource: string, person: Promise<Person>): Promise<Plan> =>
  asAdministrator(world, `/${resource}/${(await person).sub}`);
const as = (username: string): Plan => ({ body: { username } });

export const auth: Scenarios<operations> = {
  login: {
    // The contract's example.
    200: () => ({}),
    401: async (world) => as((await account(world)).username),
    403: () => as(RESERVED),
    409: async (world) => as((await guest(world)).username),
    429: async (world) => {
      const body = { username: newName(), password: 'a guess' };
      await untilLimited(async () => (await authClient(world).POST('/login', { body })).response);
      return { body };
    },
  },

  refresh: {
    200: withCookie,
    401: () => ({}),
    403: fromElsewhere,
    429: async (world) => {
      const headers = { Cookie: (await guest(world)).cookie };
      await untilLimited(async () => (await authClient(world).POST('/refresh', { headers })).response);
      return { headers };
    },
  },

  logout: { 204: withCookie, 403: fromElsewhere },

  listSessions: { 200: withToken },

  endSession: {
    204: async (world) => {
      const { token, sid } = await guest(world);
      return { token, path: `/sessions/${sid}` };
    },
    404: async (world) => ({ ...(await withToken(world)), path: `/sessions/${randomUUID()}` }),
  },

  listAdministrators: { 200: withToken },

  setPassword: {
    // The contract's example.
    200: withToken,
    403: async (world) => ({ token: (await account(world)).token, body: { password: PASSWORD } }),
    409: takeNameMeanwhile,
    429: async (world) => {
      const person = await account(world);
      await untilLimited(() => guessPassword(world, person));
      return { token: person.token };
    },
  },

  listAccounts: { 200: (world) => asAdministrator(world), 403: withToken },

  updateAccount: {
    200: (world) => asAdministratorOn(world, 'accounts', account(world)),
    403: withToken,
    404: (world) => asAdministratorOn(world, 'accounts', guest(world)),
  },

  deleteAccount: {
    200: (world) => asAdministratorOn(world, 'accounts', account(world)),
    403: withToken,
    404: (world) => asAdministratorOn(world, 'accounts', guest(world)),
  },

  endGuest: {
    204: (world) => asAdministratorOn(world, 'guests', guest(world)),
    403: withToken,
    404: (world) => asAdministratorOn(world, 'guests', account(world)),
  },

  verify: { 200: async (world) => ({ body: { token: (await guest(world)).token } }) },

  getHealth: { 200: () => ({}) },
  getReady: { 200: () => ({}) },
  getMetrics: { 200: () => ({}) },
};
