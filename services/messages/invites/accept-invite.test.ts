import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { waitUntil } from '../../../testkit/wait-until.ts';
import type { Person } from '../testing/person.ts';
import { replicasForTests } from '../testing/replicas.ts';
import {
  ACCOUNT,
  acceptInvite,
  addMember,
  createInvite,
  createRoom,
  eventsOf,
  listInvites,
  listMembers,
  previewInvite,
  removeMember,
  roomOf,
  say,
  succeed,
  updateRoom,
} from '../testing/room-calls.ts';

const ROUNDS = 12;

const replicas = replicasForTests();
const account = (replica: 0 | 1 = 0, username = 'Ada') => replicas.person(replica, { ...ACCOUNT, username });
const accept = (person: Person, code: string) => person.request('POST', '/invites/accept', { code });
const preview = (person: Person, code: string) => person.request('POST', '/invites/preview', { code });
const change = (invite: { id: string }, set: string) =>
  replicas.admin.query(`UPDATE messages.invites SET ${set} WHERE id = $1`, [invite.id]);

describe('POST /invites/preview', () => {
  it('shows the room of an invite, and whether one is in it', async () => {
    const [ada, ben] = [account(), account(1)];
    const { id, name } = await createRoom(ada, { kind: 'private' });
    const { code, invite } = await createInvite(ada, id, { maxUses: 1 });
    const room = { room: id, kind: 'private', name, members: 1, invitedBy: 'Ada', makes: 'guest' };
    assert.deepEqual(await previewInvite(ben, code), { ...room, joined: false });
    assert.deepEqual(await previewInvite(ada, code), { ...room, joined: true });
    assert.deepEqual(await listInvites(ada, id), [invite], 'a look is no use');
    await assertProblem(ben.request('GET', `/rooms/${id}`), 404, 'unknown-room');
  });

  it('shows it without a token, as often as an address may', async () => {
    const ada = account();
    const { id, name } = await createRoom(ada, { kind: 'private' });
    const { code, invite } = await createInvite(ada, id, { maxUses: 1 });
    const anonymous = (path: string, sent = code) =>
      fetch(`${replicas.url(1)}/invites/${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ code: sent }),
      });
    const room = { room: id, kind: 'private', name, members: 1, invitedBy: 'Ada', makes: 'guest', joined: false };
    assert.deepEqual(await succeed<object>(anonymous('preview')), room);
    assert.deepEqual(await succeed<object>(anonymous('inspect')), {
      id: invite.id,
      room: id,
      makes: 'guest',
      createdBy: ada.caller.sub,
      maxUses: 1,
    });
    await assertProblem(anonymous('accept'), 401, 'unauthenticated');
    await assertProblem(anonymous('preview', 'x'.repeat(32)), 404, 'invite-invalid');
    await assertProblem(anonymous('inspect', 'x'.repeat(32)), 404, 'invite-invalid');
    await acceptInvite(account(), code);
    await assertProblem(anonymous('preview'), 410, 'invite-invalid');
    await assertProblem(anonymous('inspect'), 410, 'invite-invalid');
    // A minute may begin in between.
    await waitUntil('the address may show no more', async () => {
      await replicas.admin.query("UPDATE messages.rate_limits SET count = 300 WHERE key LIKE 'invite-code-address:%'");
      return (await anonymous('preview')).status === 429;
    });
    await replicas.admin.query("DELETE FROM messages.rate_limits WHERE key LIKE 'invite-code-address:%'");
  });
});

describe('POST /invites/accept', () => {
  it('joins a private room, once, with its whole history', async () => {
    const [ada, ben] = [account(), account(1, 'Ben')];
    const { id } = await createRoom(ada, { kind: 'private' });
    await say(ada, id, 'Before');
    const { code } = await createInvite(ada, id, { maxUses: 5 });
    const { cursor } = await ada.events();
    const joined = await Promise.all([acceptInvite(ben, code), acceptInvite(ben.at(replicas.url(0)), code)]);
    assert.deepEqual(joined[0], await roomOf(ben, id));
    assert.equal(joined[0].role, 'member');
    assert.deepEqual(await acceptInvite(ben, code), joined[0]);
    assert.deepEqual(await eventsOf(replicas.admin, id, cursor), ['member-joined']);
    assert.deepEqual(
      (await ben.history({ room: id })).messages.map(({ message }) => message),
      ['Before'],
    );
    assert.equal((await listInvites(ada, id))[0]?.uses, 1);
    const lines = replicas.log.takeAudit().filter(({ event, room }) => event === 'invite-used' && room === id);
    assert.deepEqual(
      lines.map(({ sub }) => sub),
      [ben.caller.sub],
    );
  });

  it('lets guests in, who cannot invite', async () => {
    const [ada, guest] = [account(), replicas.person(1, { username: 'Guest' })];
    const { id } = await createRoom(ada);
    await acceptInvite(guest, (await createInvite(ada, id)).code);
    assert.equal((await listMembers(ada, id)).members.find(({ username }) => username === 'Guest')?.guest, true);
    await assertProblem(guest.request('POST', `/rooms/${id}/invites`, {}), 403, 'forbidden');
  });

  it('counts a person who leaves and comes back once, also when it is used up', async () => {
    const [ada, ben, cleo] = [account(), account(1, 'Ben'), account(0, 'Cleo')];
    const { id } = await createRoom(ada, { kind: 'private' });
    const { code } = await createInvite(ada, id, { maxUses: 1 });
    await acceptInvite(ben, code);
    await removeMember(ben, id);
    await acceptInvite(ben, code);
    assert.equal((await listInvites(ada, id))[0]?.uses, 1);
    await assertProblem(accept(cleo, code), 410, 'invite-invalid');
    await assertProblem(preview(cleo, code), 410, 'invite-invalid');
    await acceptInvite(ben, code);
  });

  it('uses nothing for those who are members already', async () => {
    const [ada, ben] = [account(), account(1, 'Ben')];
    const { id } = await createRoom(ada, { kind: 'private' });
    await addMember(ada, id, ben);
    const { code, invite } = await createInvite(ada, id, { maxUses: 1 });
    assert.equal((await acceptInvite(ben, code)).id, id);
    await change(invite, "expires_at = now() - interval '1 second'");
    assert.equal((await acceptInvite(ben, code)).id, id);
    const { rows } = await replicas.admin.query('SELECT uses FROM messages.invites WHERE id = $1', [invite.id]);
    assert.deepEqual(rows, [{ uses: 0 }]);
  });

  it('says why an invite does not let in', async () => {
    const [ada, ben] = [account(), account(1)];
    const { id } = await createRoom(ada);
    const { code, invite } = await createInvite(ada, id);
    const refused = async (status: number, reason: RegExp) => {
      for (const ask of [accept, preview]) {
        assert.match((await assertProblem(ask(ben, code), status, 'invite-invalid')).detail ?? '', reason);
      }
    };
    await updateRoom(ada, id, { archived: true });
    await refused(410, /archived/);
    await updateRoom(ada, id, { archived: false });
    await change(invite, 'expires_at = now()');
    await refused(410, /expired/);
    await succeed(ada.request('DELETE', `/rooms/${id}/invites/${invite.id}`));
    await refused(404, /revoked/);
    await assertProblem(accept(ben, 'x'.repeat(32)), 404, 'invite-invalid');
    await assertProblem(accept(ben, 'too short'), 400, 'validation');
  });

  it('lets nobody back in who was removed, but with an invite created afterwards', async () => {
    const [ada, ben] = [account(), account(1, 'Ben')];
    const { id } = await createRoom(ada, { kind: 'private' });
    const { code } = await createInvite(ada, id);
    await acceptInvite(ben, code);
    await removeMember(ada, id, ben);
    await assertProblem(accept(ben, code), 410, 'invite-invalid');
    await assertProblem(preview(ben, code), 410, 'invite-invalid');
    await acceptInvite(ben, (await createInvite(ada, id)).code);
  });

  it('refuses a full room, and a person in too many rooms, without a use', async () => {
    const [ada, ben] = [account(), account(1)];
    const { id } = await createRoom(ada);
    const { code, invite } = await createInvite(ada, id);
    const fill = (sub: string, room: string, count: number) =>
      replicas.admin.query(
        `INSERT INTO messages.memberships (sub, room, username, guest, role, level, joined_seq, joined_at, read_seq)
         SELECT ${sub}, ${room}, 'Someone', false, 'member', 'all', 1, now(), 1 FROM generate_series(1, $1) AS n`,
        [count],
      );
    await fill(`'${ben.caller.sub}'`, "'made-up-' || n", 500);
    assert.match((await assertProblem(accept(ben, code), 409, 'limit-reached')).detail ?? '', /500 rooms/);
    await fill('gen_random_uuid()', `'${id}'`, 9_999);
    assert.match((await assertProblem(accept(account(), code), 409, 'limit-reached')).detail ?? '', /10000 members/);
    assert.deepEqual(await listInvites(ada, id), [invite]);
  });

  it('limits codes per person and minute', async () => {
    const ben = account();
    const statuses = new Set<number>();
    // Two minutes may begin between the first and the last.
    for (let tried = 0; tried < 61; tried++) statuses.add((await preview(ben, randomUUID())).status);
    assert.deepEqual([...statuses], [404, 429]);
  });
});

describe('at the same time', () => {
  it('one of two gets the last use', async () => {
    const ada = account();
    const { id } = await createRoom(ada, { kind: 'private' });
    for (let round = 0; round < ROUNDS; round++) {
      const { code, invite } = await createInvite(ada, id, { maxUses: 1 });
      const answers = await Promise.all([accept(account(0), code), accept(account(1), code)]);
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 410]);
      assert.equal((await listInvites(ada, id)).find((each) => each.id === invite.id)?.uses, 1);
      await succeed(ada.request('DELETE', `/rooms/${id}/invites/${invite.id}`));
    }
    assert.equal((await roomOf(ada, id)).members, 1 + ROUNDS);
  });

  it('a removal and a return: whoever was removed stays out', async () => {
    const ada = account(0);
    const { id } = await createRoom(ada, { kind: 'private' });
    const { code } = await createInvite(ada, id);
    for (let round = 0; round < ROUNDS; round++) {
      const ben = account(1);
      await acceptInvite(ben, code);
      await Promise.all([accept(ben, code), accept(ben.at(replicas.url(0)), code), removeMember(ada, id, ben)]);
      await assertProblem(ben.request('GET', `/rooms/${id}`), 404, 'unknown-room');
    }
  });

  it('a removal and a new invite: the invites of the removed end', async () => {
    const [ada, ben] = [account(0), account(1)];
    const { id } = await createRoom(ada);
    for (let round = 0; round < ROUNDS; round++) {
      await addMember(ben, id);
      const [created] = await Promise.all([
        ben.request('POST', `/rooms/${id}/invites`, {}),
        removeMember(ada, id, ben),
      ]);
      assert.ok([201, 403, 404].includes(created.status), `${created.status}`);
      assert.deepEqual(await listInvites(ada, id), []);
    }
  });
});
