import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { replicasForTests } from '../testing/replicas.ts';
import {
  ACCOUNT,
  ADMIN,
  acceptInvite,
  addMember,
  changeRole,
  createInvite,
  createRoom,
  listInvites,
  removeMember,
  succeed,
} from '../testing/room-calls.ts';

const HOUR_MS = 3_600_000;
const replicas = replicasForTests();
const account = (replica: 0 | 1 = 0, username = 'Ada') => replicas.person(replica, { ...ACCOUNT, username });

describe('POST /rooms/{room}/invites', () => {
  it('returns a long random code once; the database has its hash', async () => {
    const ada = account();
    const { id } = await createRoom(ada, { kind: 'private' });
    const { code, invite } = await createInvite(ada, id, { expiresIn: 3600, maxUses: 3 });
    assert.match(code, /^[A-Za-z0-9_-]{32}$/);
    assert.deepEqual(invite, {
      id: invite.id,
      room: id,
      makes: 'guest',
      createdBy: { sub: ada.caller.sub, username: 'Ada' },
      createdAt: invite.createdAt,
      expiresAt: new Date(Date.parse(invite.createdAt) + HOUR_MS).toISOString(),
      maxUses: 3,
      uses: 0,
    });
    const { rows } = await replicas.admin.query<{ row: string; hash: string }>(
      "SELECT i::text AS row, encode(code_hash, 'hex') AS hash FROM messages.invites AS i WHERE id = $1",
      [invite.id],
    );
    assert.equal(rows[0]?.hash, createHash('sha256').update(code).digest('hex'));
    assert.ok(!rows[0].row.includes(code));
    assert.notEqual((await createInvite(ada, id)).code, code);
    const lines = replicas.log.takeAudit().filter(({ room }) => room === id);
    assert.deepEqual(
      lines.map(({ event }) => event),
      ['room-created', 'invite-created', 'invite-created'],
    );
    assert.equal(lines[1]?.['invite'], invite.id);
    assert.ok(!JSON.stringify(lines).includes(code));
  });

  it('lasts a week, without a limit of uses, unless said otherwise', async () => {
    const ada = account();
    const { id } = await createRoom(ada);
    const { invite } = await createInvite(ada, id);
    assert.equal(Date.parse(invite.expiresAt) - Date.parse(invite.createdAt), 7 * 24 * HOUR_MS);
    assert.equal(invite.maxUses, undefined);
    for (const terms of [{ expiresIn: 3599 }, { expiresIn: 2_592_001 }, { maxUses: 0 }, { maxUses: 1001 }]) {
      await assertProblem(ada.request('POST', `/rooms/${id}/invites`, terms), 400, 'validation');
    }
  });

  it('refuses a 101st invite of a room until one expires or is revoked', async () => {
    const ada = account();
    const { id } = await createRoom(ada);
    const { invite } = await createInvite(ada, id);
    await replicas.admin.query(
      `INSERT INTO messages.invites SELECT gen_random_uuid(), sha256(n::text::bytea), room, makes, created_by, creator_name,
         created_at, created_seq, expires_at, max_uses FROM messages.invites, generate_series(1, 99) AS n WHERE id = $1`,
      [invite.id],
    );
    assert.equal((await listInvites(ada, id)).length, 100);
    await assertProblem(ada.request('POST', `/rooms/${id}/invites`, {}), 409, 'limit-reached');
    await succeed(ada.request('DELETE', `/rooms/${id}/invites/${invite.id}`));
    await createInvite(ada, id);
    await replicas.admin.query("UPDATE messages.invites SET expires_at = now() - interval '31 days' WHERE room = $1", [
      id,
    ]);
    await createInvite(ada, id);
    const { rows } = await replicas.admin.query('SELECT FROM messages.invites WHERE room = $1', [id]);
    assert.equal(rows.length, 1, 'those that expired long ago are deleted');
  });

  it('makes accounts only for administrators, who invite to `general` too', async () => {
    const [ada, root] = [account(), replicas.person(1, ADMIN)];
    const { id } = await createRoom(ada);
    await assertProblem(ada.request('POST', `/rooms/${id}/invites`, { makes: 'account' }), 403, 'forbidden');
    assert.equal((await createInvite(root, id, { makes: 'account' })).invite.makes, 'account');
    const { invite, code } = await createInvite(root, 'general', { makes: 'account', maxUses: 2 });
    assert.deepEqual(await listInvites(root, 'general'), [invite]);
    await assertProblem(root.request('POST', '/rooms/general/invites', { makes: 'guest' }), 403, 'forbidden');
    await assertProblem(ada.request('POST', '/rooms/general/invites', { makes: 'account' }), 403, 'forbidden');
    await assertProblem(ada.request('GET', '/rooms/general/invites'), 403, 'forbidden');

    const { cursor } = await ada.events();
    for (let times = 0; times < 2; times++) assert.equal((await acceptInvite(ada, code)).id, 'general');
    assert.equal((await acceptInvite(replicas.person(0), code)).id, 'general', 'a guest by nickname is no use');
    assert.equal((await listInvites(root, 'general'))[0]?.uses, 1);
    assert.deepEqual((await ada.events({ after: cursor })).events, []);
    await acceptInvite(account(), code);
    await assertProblem(account().request('POST', '/invites/accept', { code }), 410, 'invite-invalid');
    assert.equal((await acceptInvite(ada, code)).id, 'general');
    const made = replicas.log
      .takeAudit()
      .filter(({ event, makes }) => event === 'invite-created' && makes === 'account');
    assert.deepEqual(
      made.map(({ room }) => room),
      [id, 'general'],
    );
  });

  it('limits new invites per person and minute', async () => {
    const ada = account();
    const { id } = await createRoom(ada);
    await replicas.admin.query(
      `INSERT INTO messages.rate_limits VALUES ($1, date_bin('60 seconds', now(), 'epoch') + interval '60 seconds', 20),
         ($2, date_bin('60 seconds', now(), 'epoch'), 20)`,
      [`next:${ada.caller.sub}`, `create-invite:${ada.caller.sub}`],
    );
    await assertProblem(ada.request('POST', `/rooms/${id}/invites`, {}), 429, 'rate-limited');
  });
});

describe('DELETE /rooms/{room}/invites/{id}', () => {
  it('lets nobody in any more, and the list no longer has it', async () => {
    const [ada, ben, cleo] = [account(), account(1, 'Ben'), account(0, 'Cleo')];
    const { id } = await createRoom(ada, { kind: 'private' });
    const { code, invite } = await createInvite(ada, id);
    const kept = await createInvite(ada, id);
    await acceptInvite(ben, code);
    assert.deepEqual(await listInvites(ada, id), [kept.invite, { ...invite, uses: 1 }]);
    await succeed(ada.request('DELETE', `/rooms/${id}/invites/${invite.id}`), [204]);
    await succeed(ada.request('DELETE', `/rooms/${id}/invites/${invite.id}`), [204]);
    await assertProblem(cleo.request('POST', '/invites/accept', { code }), 404, 'invite-invalid');
    assert.deepEqual(await listInvites(ada, id), [kept.invite]);
    const lines = replicas.log.takeAudit().filter(({ event, room }) => event === 'invite-revoked' && room === id);
    assert.equal(lines.length, 1);
  });

  it('revokes only invites of the room that is named', async () => {
    const [ada, ben] = [account(), account(1, 'Ben')];
    const [mine, other] = [await createRoom(ben), await createRoom(ada, { kind: 'private' })];
    const { invite } = await createInvite(ada, other.id);
    await succeed(ben.request('DELETE', `/rooms/${mine.id}/invites/${invite.id}`), [204]);
    assert.deepEqual(await listInvites(ada, other.id), [invite]);
  });
});

describe('the invites of somebody who may no longer invite', () => {
  it('end when that person is removed or leaves', async () => {
    const [ada, ben] = [account(), account(1, 'Ben')];
    const { id } = await createRoom(ada);
    await addMember(ben, id);
    const { invite } = await createInvite(ada, id);
    const { code } = await createInvite(ben, id);
    await removeMember(ada, id, ben);
    assert.deepEqual(await listInvites(ada, id), [invite]);
    await assertProblem(account().request('POST', '/invites/accept', { code }), 404, 'invite-invalid');
  });

  it('end in private rooms with the role of an owner', async () => {
    const [ada, ben] = [account(), account(1, 'Ben')];
    for (const kind of ['private', 'public'] as const) {
      const { id } = await createRoom(ada, { kind });
      await addMember(ada, id, ben);
      await changeRole(ada, id, ben, 'owner');
      await createInvite(ben, id);
      await changeRole(ada, id, ben, 'member');
      assert.equal((await listInvites(ada, id)).length, kind === 'private' ? 0 : 1);
    }
  });
});
