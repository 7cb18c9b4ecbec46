import { randomUUID } from 'node:crypto';
import type { operations } from '../../../generated/types/auth.ts';
import { waitUntil } from '../../../testkit/wait-until.ts';
import { RESERVED } from '../launcher.ts';
import {
  anAdmin,
  account,
  authClient,
  guessPassword,
  guest,
  newName,
  PASSWORD,
  untilLimited,
  type Person,
} from '../people.ts';
import type { Fixture } from '../fixture.ts';
import { takeNameMeanwhile } from './name-taken-meanwhile.ts';
import {
  fromAnotherAddress,
  resettingPassword,
  settingUp,
  settingUpWithTakenName,
  untilLinksAreLimited,
} from './one-time-links.ts';
import { byInvite, byUsedInvite } from './invites.ts';
import type { RequestSpec, Scenarios } from './scenario.ts';

const withToken = async (fixture: Fixture): Promise<RequestSpec> => ({ token: (await guest(fixture)).token });
const withCookie = async (fixture: Fixture): Promise<RequestSpec> => ({
  headers: { Cookie: (await guest(fixture)).cookie },
});
const fromElsewhere = async (fixture: Fixture): Promise<RequestSpec> => ({
  headers: { ...(await withCookie(fixture)).headers, 'Sec-Fetch-Site': 'same-site' },
});
const asAdministrator = (fixture: Fixture, path?: string): RequestSpec => ({
  token: anAdmin(fixture).token,
  ...(path === undefined ? {} : { path }),
});
const asAdministratorOn = async (fixture: Fixture, resource: string, person: Promise<Person>): Promise<RequestSpec> =>
  asAdministrator(fixture, `/${resource}/${(await person).sub}`);
const as = (username: string): RequestSpec => ({ body: { username } });

export const auth: Scenarios<operations> = {
  login: {
    // The contract's example.
    200: () => ({}),
    401: async (fixture) => as((await account(fixture)).username),
    403: () => as(RESERVED),
    409: async (fixture) => as((await guest(fixture)).username),
    429: async (fixture) => {
      const body = { username: newName(), password: 'a guess' };
      await untilLimited(async () => (await authClient(fixture).POST('/login', { body })).response);
      return { body };
    },
  },

  loginByInvite: {
    200: (fixture) => byInvite(fixture),
    403: (fixture) => byInvite(fixture, RESERVED),
    // The contract's example.
    404: () => ({}),
    409: async (fixture) => byInvite(fixture, (await guest(fixture)).username),
    410: byUsedInvite,
    429: async ({ healthy }) => {
      const headers = { ...fromAnotherAddress(), 'Content-Type': 'application/json' };
      const body = { code: 'x'.repeat(32), username: newName() };
      const sent = { method: 'POST', headers, body: JSON.stringify(body) };
      await untilLimited(() => fetch(`${healthy.auth}/login/invite`, sent));
      return { headers, body };
    },
  },

  refresh: {
    200: withCookie,
    401: () => ({}),
    403: fromElsewhere,
    429: async (fixture) => {
      const headers = { Cookie: (await guest(fixture)).cookie };
      await untilLimited(async () => (await authClient(fixture).POST('/refresh', { headers })).response);
      return { headers };
    },
  },

  logout: { 204: withCookie, 403: fromElsewhere },

  listSessions: { 200: withToken },

  endSession: {
    204: async (fixture) => {
      const { token, sid } = await guest(fixture);
      return { token, path: `/sessions/${sid}` };
    },
    404: async (fixture) => ({ ...(await withToken(fixture)), path: `/sessions/${randomUUID()}` }),
  },

  getAbout: {
    200: () => ({}),
    429: async ({ healthy }) => {
      const headers = fromAnotherAddress();
      await untilLimited(() => fetch(`${healthy.auth}/about`, { headers }));
      return { headers };
    },
    503: async ({ cutOff }) => {
      // The name that its warm-up has read is cached for a while.
      await waitUntil('the name is no longer cached', async () => {
        const { status } = await fetch(`${cutOff.auth}/about`, { headers: fromAnotherAddress() });
        return status !== 200;
      });
      return { cutOff: true, headers: fromAnotherAddress() };
    },
  },
  // The contract's example.
  updateAbout: { 200: (fixture) => asAdministrator(fixture), 403: withToken },

  setUp: {
    200: settingUp,
    403: () => ({ headers: { 'Sec-Fetch-Site': 'same-site' } }),
    // The contract's example.
    404: () => ({ headers: fromAnotherAddress() }),
    409: settingUpWithTakenName,
    429: ({ healthy }) => {
      const body = { code: 'x'.repeat(43), username: newName(), password: PASSWORD, chatName: 'Chat' };
      return untilLinksAreLimited(`${healthy.auth}/setup`, body);
    },
  },

  listAdministrators: { 200: withToken },

  grantAdministrator: {
    204: (fixture) => asAdministratorOn(fixture, 'administrators', account(fixture)),
    403: withToken,
    404: (fixture) => asAdministratorOn(fixture, 'administrators', guest(fixture)),
  },

  revokeAdministrator: {
    204: (fixture) => asAdministratorOn(fixture, 'administrators', account(fixture)),
    403: withToken,
    404: (fixture) => asAdministratorOn(fixture, 'administrators', guest(fixture)),
  },

  setPassword: {
    // The contract's example.
    200: withToken,
    403: async (fixture) => ({ token: (await account(fixture)).token, body: { password: PASSWORD } }),
    409: takeNameMeanwhile,
    429: async (fixture) => {
      const person = await account(fixture);
      await untilLimited(() => guessPassword(fixture, person));
      return { token: person.token };
    },
  },

  listAccounts: { 200: (fixture) => asAdministrator(fixture), 403: withToken },

  updateAccount: {
    200: (fixture) => asAdministratorOn(fixture, 'accounts', account(fixture)),
    403: withToken,
    404: (fixture) => asAdministratorOn(fixture, 'accounts', guest(fixture)),
  },

  deleteAccount: {
    200: (fixture) => asAdministratorOn(fixture, 'accounts', account(fixture)),
    403: withToken,
    404: (fixture) => asAdministratorOn(fixture, 'accounts', guest(fixture)),
  },

  endAccountSessions: {
    204: async (fixture) => asAdministrator(fixture, `/accounts/${(await account(fixture)).sub}/sessions`),
    403: withToken,
    404: async (fixture) => asAdministrator(fixture, `/accounts/${(await guest(fixture)).sub}/sessions`),
  },

  createResetLink: {
    201: async (fixture) => asAdministrator(fixture, `/accounts/${(await account(fixture)).sub}/reset-link`),
    403: withToken,
    404: async (fixture) => asAdministrator(fixture, `/accounts/${(await guest(fixture)).sub}/reset-link`),
  },

  resetPassword: {
    200: resettingPassword,
    403: () => ({ headers: { 'Sec-Fetch-Site': 'same-site' } }),
    // The contract's example.
    404: () => ({ headers: fromAnotherAddress() }),
    429: ({ healthy }) => untilLinksAreLimited(`${healthy.auth}/reset`, { code: 'x'.repeat(43), password: PASSWORD }),
  },

  listAudit: { 200: (fixture) => asAdministrator(fixture), 403: withToken },

  listGuests: { 200: (fixture) => asAdministrator(fixture), 403: withToken },

  endGuest: {
    204: (fixture) => asAdministratorOn(fixture, 'guests', guest(fixture)),
    403: withToken,
    404: (fixture) => asAdministratorOn(fixture, 'guests', account(fixture)),
  },

  listPeople: { 200: () => ({}) },
  // The contract's example.
  findPeople: { 200: () => ({}) },

  claimDisplayName: {
    204: async (fixture) => ({ body: { sub: (await guest(fixture)).sub, displayName: newName() } }),
    403: async (fixture) => ({ body: { sub: (await guest(fixture)).sub, displayName: 'Adm1n' } }),
    404: () => ({ body: { sub: randomUUID(), displayName: 'Nobody' } }),
    409: async (fixture) => {
      const other = await guest(fixture);
      return { body: { sub: (await guest(fixture)).sub, displayName: other.username } };
    },
  },
  // The contract's example.
  confirmDisplayNames: { 200: () => ({}) },

  verify: { 200: async (fixture) => ({ body: { token: (await guest(fixture)).token } }) },

  getHealth: { 200: () => ({}) },
  getReady: { 200: () => ({}) },
  getMetrics: { 200: () => ({}) },
};
