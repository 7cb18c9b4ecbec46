import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { components } from '../../generated/types/users.ts';
import { assertProblem } from '../../testkit/assert-problem.ts';
import { authStandIn, type AuthStandIn } from '../../testkit/auth-stand-in.ts';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.ts';
import { messagesStandIn, type MessagesStandIn } from '../../testkit/messages-stand-in.ts';
import type { Caller } from '../shared/caller.ts';
import { bodyOf } from './testing/answers.ts';
import { migrateUsers, startReplica, type Replica } from './testing/replica.ts';

type Schemas = components['schemas'];

describe('a guest who came by an invite', () => {
  let database: TestDatabase;
  let auth: AuthStandIn;
  let messages: MessagesStandIn;
  let replica: Replica;
  let ada: Caller;
  let ben: Caller;

  before(async () => {
    database = await createTestDatabase();
    await migrateUsers(database);
    [auth, messages] = await Promise.all([authStandIn(), messagesStandIn()]);
    const variables = { MESSAGES_URL: messages.url };
    replica = await startReplica({ databaseUrl: database.urls.users.url, authUrl: auth.url, variables });
    ada = await online({ username: 'Ada', roles: ['account'] });
    ben = await online({ username: 'Ben', roles: ['account'] });
  });
  after(async () => {
    await replica.stop();
    await Promise.all([auth.stop(), messages.stop()]);
    await database.drop();
  });

  async function online(parts: Partial<Caller>): Promise<Caller> {
    const caller = auth.login(parts);
    await bodyOf(replica.request('POST', '/users/connect', caller.token));
    return caller;
  }
  const get = <T>(caller: Caller, path: string) => bodyOf<T>(replica.request('GET', path, caller.token));
  const listed = async (caller: Caller) =>
    (await get<Schemas['PeoplePage']>(caller, '/users')).people.map(({ username }) => username);

  it('sees the people of their rooms: in the directory, in profiles, among those online', async () => {
    const ivy = auth.login({ username: 'Ivy', invited: true });
    messages.share(ivy.sub, [ada.sub, ivy.sub]);
    await bodyOf(replica.request('POST', '/users/connect', ivy.token));
    assert.deepEqual(await listed(ivy), ['Ada', 'Ivy']);
    assert.equal((await get<Schemas['PersonDetails']>(ivy, `/users/${ada.sub}`)).username, 'Ada');
    await assertProblem(replica.request('GET', `/users/${ben.sub}`, ivy.token), 404, 'not-found');
    const lookup = replica.request('POST', '/users/lookup', ivy.token, { subs: [ada.sub, ben.sub] });
    const { people } = await bodyOf<Schemas['FoundPeople']>(lookup);
    assert.deepEqual(
      people.map(({ sub }) => sub),
      [ada.sub],
    );
    assert.deepEqual(await get(ivy, '/users/online'), { users: ['Ada', 'Ivy'], count: 2 });
    assert.deepEqual((await listed(ada)).sort(), ['Ada', 'Ben', 'Ivy'], 'accounts see everybody');
    const asked = messages.requests;
    await listed(ivy);
    assert.equal(messages.requests, asked, 'for 5 s the answer is the same');
  });

  it('sees only themselves if nothing is known', async () => {
    const lonely = await startReplica({
      databaseUrl: database.urls.users.url,
      authUrl: auth.url,
      variables: {
        MESSAGES_URL: 'http://127.0.0.1:9',
      },
    });
    const max = auth.login({ username: 'Max', invited: true });
    await bodyOf(lonely.request('POST', '/users/connect', max.token));
    const page = await bodyOf<Schemas['PeoplePage']>(lonely.request('GET', '/users', max.token));
    await lonely.stop();
    assert.deepEqual(
      page.people.map(({ username }) => username),
      ['Max'],
    );
  });

  it('receives the presence of nobody else, and of those who come into sight', async () => {
    const joy = auth.login({ username: 'Joy', invited: true });
    messages.share(joy.sub, [ada.sub, joy.sub]);
    const stream = await replica.stream(joy.token);
    const seen = new Set<string>();
    const until = (expected: string) =>
      stream.until(() => {
        for (const name of stream.names) seen.add(name);
        return [...stream.names].sort().join() === expected;
      });
    await until('Ada,Joy');
    await online({ username: 'Unseen', roles: ['account'] });
    messages.share(joy.sub, [ada.sub, ben.sub, joy.sub]);
    await until('Ada,Ben,Joy');
    messages.share(joy.sub, [joy.sub]);
    await until('Joy');
    assert.deepEqual([...seen].sort(), ['Ada', 'Ben', 'Joy']);
    stream.close();
  });
});
