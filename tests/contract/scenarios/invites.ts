import type { operations } from '../../../generated/types/messages.ts';
import { createApi } from '../../../testkit/api.ts';
import type { Fixture } from '../fixture.ts';
import { anAdmin, guest, newName, untilLimited } from '../people.ts';
import { acceptInvite, createInvite } from '../rooms.ts';
import { fromAnotherAddress } from './one-time-links.ts';
import { asGuest, by, fillRooms, NO_ROOM, sceneOf } from './rooms.ts';
import type { RequestSpec, Scenarios } from './scenario.ts';

type InviteOperation =
  | 'listAllInvites'
  | 'listInvites'
  | 'createInvite'
  | 'revokeInvite'
  | 'previewInvite'
  | 'acceptInvite'
  | 'inspectInvite';

const INVITE = '7b1f0c52-3d0e-4f0a-9c55-2c1f3f6f9f10';
const invitesOf = (room: string) => `/rooms/${room}/invites`;

const codes = new WeakMap<Fixture, Promise<string>>();

/** The code of an invite without a limit, the same for all scenarios: a person may create few per minute. */
function codeOf(fixture: Fixture): Promise<string> {
  const code = codes.get(fixture) ?? makeInvite(fixture);
  codes.set(fixture, code);
  return code;
}

async function makeInvite(fixture: Fixture, terms: { maxUses?: number } = {}): Promise<string> {
  const { owner, room } = await sceneOf(fixture);
  return createInvite(fixture, owner, room, terms);
}

/** Logs in somebody new, who has taken no name that another one has. */
export async function byInvite(fixture: Fixture, username = newName()): Promise<RequestSpec> {
  return { body: { code: await codeOf(fixture), username }, headers: fromAnotherAddress() };
}

export async function byUsedInvite(fixture: Fixture): Promise<RequestSpec> {
  const { code } = (await asGuestWithUsedCode(fixture)).body as { code: string };
  return { body: { code, username: newName() }, headers: fromAnotherAddress() };
}

async function asGuestWithCode(fixture: Fixture): Promise<RequestSpec> {
  return { token: (await guest(fixture)).token, body: { code: await codeOf(fixture) } };
}

/** For one person, who has joined with it. */
async function asGuestWithUsedCode(fixture: Fixture): Promise<RequestSpec> {
  const code = await makeInvite(fixture, { maxUses: 1 });
  await acceptInvite(fixture, await guest(fixture), code);
  return { token: (await guest(fixture)).token, body: { code } };
}

export const invites: Pick<Scenarios<operations>, InviteOperation> = {
  listInvites: {
    200: async (fixture) => {
      await codeOf(fixture);
      const { owner, room } = await sceneOf(fixture);
      return { token: owner.token, path: invitesOf(room) };
    },
    403: asGuest(invitesOf('general')),
    404: asGuest(invitesOf(NO_ROOM)),
  },

  listAllInvites: {
    200: async (fixture) => {
      await codeOf(fixture);
      return { token: anAdmin(fixture).token, path: '/invites' };
    },
    403: asGuest('/invites'),
  },

  createInvite: {
    201: by(({ room }) => ({ by: 'owner', path: invitesOf(room) })),
    // An empty body is valid: everything has a default.
    400: by(({ room }) => ({ by: 'owner', path: invitesOf(room), body: { expiresIn: 1 } })),
    403: asGuest(invitesOf('general')),
    404: asGuest(invitesOf(NO_ROOM)),
    409: by(({ archived }) => ({ by: 'owner', path: invitesOf(archived) })),
  },

  revokeInvite: {
    204: by(({ room }) => ({ by: 'owner', path: `${invitesOf(room)}/${INVITE}` })),
    403: asGuest(`${invitesOf('general')}/${INVITE}`),
    404: asGuest(`${invitesOf(NO_ROOM)}/${INVITE}`),
  },

  previewInvite: {
    200: asGuestWithCode,
    404: asGuest(),
    410: asGuestWithUsedCode,
    429: async (fixture) => {
      const { token } = await guest(fixture);
      const api = createApi(fixture.healthy.messages, { token });
      // The contract's example.
      const body = { code: 'hV3qmZ0cTq2o8wJb0pXr5uYkNf7sLdA1' };
      await untilLimited(async () => (await api.POST('/invites/preview', { body })).response);
      return { token };
    },
  },

  // The contract's example has an unknown code.
  inspectInvite: {
    200: async (fixture) => ({ body: { code: await codeOf(fixture) } }),
    404: () => ({}),
    410: async (fixture) => ({ body: (await asGuestWithUsedCode(fixture)).body }),
  },

  acceptInvite: {
    200: asGuestWithCode,
    404: asGuest(),
    409: async (fixture) => {
      const person = await guest(fixture);
      await fillRooms(fixture, person);
      return { token: person.token, body: { code: await codeOf(fixture) } };
    },
    410: asGuestWithUsedCode,
  },
};
