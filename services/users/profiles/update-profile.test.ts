import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import type { components } from '../../../generated/types/users.ts';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { authStandIn, type AuthStandIn } from '../../../testkit/auth-stand-in.ts';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import type { Caller } from '../../shared/caller.ts';
import { createPool } from '../../shared/database/pool.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import { bodyOf } from '../testing/answers.ts';
import { migrateUsers, startReplica, type Replica } from '../testing/replica.ts';

type Profile = components['schemas']['Profile'];

describe('PATCH /users/me', () => {
  let database: TestDatabase;
  let auth: AuthStandIn;
  let replica: Replica;
  let admin: pg.Pool;

  before(async () => {
    database = await createTestDatabase();
    await migrateUsers(database);
    admin = createPool(database.adminUrl, 'test', createLogger('test', 'silent'));
    auth = await authStandIn();
    replica = await startReplica({ databaseUrl: database.urls.users.url, authUrl: auth.url });
  });
  after(async () => {
    await replica.stop();
    await auth.stop();
    await admin.end();
    await database.drop();
  });

  const account = async (username: string): Promise<Caller> => {
    const caller = auth.login({ username, roles: ['account'] });
    await bodyOf(replica.request('POST', '/users/connect', caller.token));
    return caller;
  };
  const patch = ({ token }: Caller, body: unknown) => replica.request('PATCH', '/users/me', token, body);
  const patched = (caller: Caller, body: unknown) => bodyOf<Profile>(patch(caller, body));
  const profile = ({ token }: Caller) => bodyOf<Profile>(replica.request('GET', '/users/me', token));
  const soon = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();

  it('lets a person choose any display name that nobody else has', async () => {
    const [lovelace, hopper] = [await account('lovelace'), await account('hopper')];
    assert.equal((await patched(lovelace, { displayName: 'Countess' })).displayName, 'Countess');
    // Names, display names and what looks like one of them: `0` for `O`, `I` for `l`.
    for (const displayName of ['Lovelace', 'Iovelace', 'countess', 'C0untess']) {
      const { detail } = await assertProblem(await patch(hopper, { displayName }), 409, 'name-taken');
      assert.match(detail ?? '', /looks like (lovelace|Countess), which is in use\. Choose another name\.$/);
    }
    assert.equal((await profile(hopper)).displayName, 'hopper');
    assert.equal((await patched(hopper, { displayName: 'Grace' })).displayName, 'Grace');
    assert.equal((await patched(lovelace, { displayName: 'Ada' })).displayName, 'Ada');
    assert.deepEqual(auth.displayNames(lovelace.sub), ['Ada']);
    assert.equal((await patched(hopper, { displayName: 'Countess' })).displayName, 'Countess');
  });

  it('compares with people who were never online', async () => {
    auth.login({ username: 'Hermit', roles: ['account'] });
    await assertProblem(await patch(await account('kay'), { displayName: 'Herm1t' }), 409, 'name-taken');
  });

  it('passes on what auth-service refuses, and names the field', async () => {
    const person = await account('mallory');
    auth.refuseDisplayNames('name-reserved');
    await assertProblem(await patch(person, { displayName: 'Adm1n' }), 403, 'name-reserved');
    auth.refuseDisplayNames('validation');
    const { errors } = await assertProblem(await patch(person, { displayName: 'Marks' }), 400, 'validation');
    assert.deepEqual(
      errors?.map(({ field }) => field),
      ['/body/displayName'],
    );
    auth.refuseDisplayNames('unknown-person');
    await assertProblem(await patch(person, { displayName: 'Ghost' }), 401, 'unauthenticated');
    // A replica of the previous release does not know the operation.
    auth.refuseDisplayNames('not-found');
    await assertProblem(await patch(person, { displayName: 'Early' }), 503, 'unavailable');
    auth.refuseDisplayNames(undefined);
    assert.equal((await profile(person)).displayName, 'mallory');
  });

  it('refuses other names while auth-service is down, but not spellings of the own one', async () => {
    const person = await account('noone');
    await patched(person, { title: 'The token is known now' });
    await auth.stop();
    try {
      const { detail } = await assertProblem(await patch(person, { displayName: 'Somebody' }), 503, 'unavailable');
      assert.equal(detail, 'Names cannot be compared now: auth-service is unreachable. Try again in a moment.');
      assert.equal((await patched(person, { displayName: 'NOONE', title: null })).displayName, 'NOONE');
    } finally {
      await auth.start();
    }
  });

  it('lets a person change the display name ten times a minute', async () => {
    const person = await account('restless');
    const statuses: number[] = [];
    // A minute of the clock may end meanwhile.
    for (let n = 0; n < 21; n++) {
      const response = await patch(person, { displayName: n % 2 === 0 ? 'Restless' : 'RESTLESS' });
      statuses.push(response.status);
      await response.body?.cancel();
    }
    assert.ok(statuses.indexOf(429) >= 10, statuses.join());
    assert.equal((await patch(person, { title: 'Still' })).status, 200);
  });

  it('changes only what is given, and removes with null', async () => {
    const person = await account('turing');
    const status = { emoji: '🏃', text: 'Running', until: soon(60_000) };
    const doNotDisturbUntil = soon(120_000);
    await patched(person, { title: 'Cryptanalyst', timeZone: 'Europe/London' });
    await patched(person, { status, doNotDisturbUntil });
    const { sub, username } = person;
    const all = {
      sub,
      username,
      displayName: 'turing',
      guest: false,
      title: 'Cryptanalyst',
      timeZone: 'Europe/London',
    };
    const changed = await patched(person, { showLastSeen: false });
    assert.deepEqual(await patched(person, {}), changed);
    assert.deepEqual(changed, { ...all, status, doNotDisturbUntil, showLastSeen: false });
    assert.deepEqual(await profile(person), changed);
    const cleared = { title: null, timeZone: null, status: null, doNotDisturbUntil: null };
    assert.deepEqual(await patched(person, cleared), {
      sub,
      username,
      displayName: 'turing',
      guest: false,
      showLastSeen: false,
    });
  });

  it('shows a status and do not disturb until they end', async () => {
    const person = await account('noether');
    await patched(person, { status: { text: 'Lecture', until: soon(60_000) }, doNotDisturbUntil: soon(60_000) });
    await admin.query(`UPDATE users.profiles SET do_not_disturb_until = now(),
      status = jsonb_set(status, '{until}', '"2026-01-01T00:00:00.000Z"') WHERE username = 'noether'`);
    const { status, doNotDisturbUntil } = await profile(person);
    assert.deepEqual([status, doNotDisturbUntil], [undefined, undefined]);
  });

  it('accepts any form of time', async () => {
    const until = new Date(Date.now() + 60_000);
    const east = `${new Date(until.getTime() + 2 * 3_600_000).toISOString().replace('Z', '')}+02:00`;
    const { status } = await patched(await account('euler'), { status: { text: 'Away', until: east } });
    assert.equal(status?.until, until.toISOString());
  });

  it('refuses what breaks the rules, and names the field', async () => {
    const person = await account('gauss');
    for (const [body, field] of [
      [{ title: 'x'.repeat(61) }, '/body/title'],
      [{ title: '' }, '/body/title'],
      [{ title: 'two\nlines' }, '/body/title'],
      [{ timeZone: 'Europe/Atlantis' }, '/body/timeZone'],
      [{ timeZone: '+02:00' }, '/body/timeZone'],
      [{ status: { text: 'x'.repeat(101) } }, '/body/status/text'],
      [{ status: { emoji: '🏃' } }, '/body/status/text'],
      [{ status: { text: 'Away', emoji: 'a b' } }, '/body/status/emoji'],
      [{ status: { text: 'Away', emoji: '🏃'.repeat(17) } }, '/body/status/emoji'],
      [{ status: { text: 'Away', until: 'tomorrow' } }, '/body/status/until'],
      [{ status: { text: 'Away', until: '2020-01-01T00:00:00Z' } }, '/body/status/until'],
      [{ status: { text: 'Away', until: '0000-01-01T00:00:00Z' } }, '/body/status/until'],
      [{ doNotDisturbUntil: '9999-12-31T23:59:59Z' }, '/body/doNotDisturbUntil'],
      [{ displayName: null }, '/body/displayName'],
      [{ showLastSeen: null }, '/body/showLastSeen'],
    ] as const) {
      const { errors } = await assertProblem(await patch(person, body), 400, 'validation');
      assert.ok(
        errors?.some((error) => error.field === field),
        `${field}: ${JSON.stringify(errors)}`,
      );
    }
  });
});
