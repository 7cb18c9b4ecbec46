import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import { createLogger } from '../../shared/logging/logger.ts';
import { createPool } from '../../shared/database/pool.ts';
import { People } from '../../shared/identity/people.ts';
import { replicasForTests } from '../testing/replicas.ts';
import {
  ACCOUNT,
  addMember,
  createRoom,
  eventsOf,
  listMembers,
  listRooms,
  openDirect,
  roomOf,
  say,
} from '../testing/room-calls.ts';
import { endGoneMemberships } from './gone-members.ts';
import { MemberStore } from './store.ts';

describe('people who are gone for good', () => {
  const replicas = replicasForTests();
  let pool: pg.Pool;
  before(() => {
    pool = createPool(replicas.database.urls.messages.url, 'test', createLogger('test', 'silent'), 1);
  });
  after(() => pool.end());
  const end = () => endGoneMemberships(new MemberStore(pool), new People(replicas.auth.url));

  it('leave their rooms once, and stay in direct ones, marked as gone', async () => {
    const ada = replicas.person(0, { ...ACCOUNT, username: 'Ada' });
    const ben = replicas.person(1, { ...ACCOUNT, username: 'Ben' });
    const { id } = await createRoom(ben, { kind: 'private' });
    await addMember(ben, id, ada);
    await listRooms(ben);
    const direct = await openDirect(ben, [ada]);
    const last = await say(ben, direct.id, 'Farewell');
    await end();
    assert.deepEqual(await eventsOf(replicas.admin, id, last.seq), []);

    replicas.auth.forget(ben.caller.sub);
    await end();
    await end();
    // Who had been there longest owns it now.
    assert.deepEqual(await eventsOf(replicas.admin, id, last.seq), ['member-left', 'member-changed']);
    assert.deepEqual(
      (await listMembers(ada, id)).members.map(({ username, role }) => [username, role]),
      [['Ada', 'owner']],
    );
    assert.equal((await roomOf(ada, direct.id)).people?.[0]?.gone, true);
    const members = (await listMembers(ada, direct.id)).members.map(({ username, gone }) => [username, gone]);
    assert.deepEqual(members.sort(), [
      ['Ada', false],
      ['Ben', true],
    ]);
    const { rowCount } = await pool.query("SELECT FROM memberships WHERE sub = $1 AND room = 'general'", [
      ben.caller.sub,
    ]);
    assert.equal(rowCount, 0);
  });
});
