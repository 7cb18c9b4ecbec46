import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { components } from '../../../generated/types/messages.ts';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import type { Person } from '../testing/person.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { ACCOUNT, ADMIN, createInvite, createRoom, listInvites, succeed } from '../testing/room-calls.ts';

type Page = components['schemas']['InvitePage'];

const DAY_SECONDS = 86_400;
const replicas = replicasForTests();
const list = (person: Person, query = '') => succeed<Page>(person.request('GET', `/invites${query}`));

describe('GET /invites', () => {
  it('lists the invites of all rooms, for administrators, without the names of rooms that they do not find', async () => {
    const [ada, root] = [replicas.person(0, { ...ACCOUNT, username: 'Ada' }), replicas.person(1, ADMIN)];
    const [open, secret, own] = [
      await createRoom(ada),
      await createRoom(ada, { kind: 'private' }),
      await createRoom(root, { kind: 'private' }),
    ];
    const first = await createInvite(ada, open.id, { expiresIn: 3 * DAY_SECONDS, maxUses: 3 });
    const second = await createInvite(ada, secret.id, { expiresIn: 2 * DAY_SECONDS });
    const third = await createInvite(root, own.id, { expiresIn: DAY_SECONDS });
    const expired = await createInvite(ada, open.id);
    await replicas.admin.query("UPDATE messages.invites SET expires_at = now() - interval '1 s' WHERE id = $1", [
      expired.invite.id,
    ]);
    const page = await list(root);
    assert.deepEqual(page, {
      invites: [
        { invite: first.invite, roomName: open.name },
        { invite: second.invite },
        { invite: third.invite, roomName: own.name },
      ],
    });
    assert.ok(!JSON.stringify(page).includes(first.code));
    await assertProblem(ada.request('GET', '/invites'), 403, 'forbidden');

    // Whichever invite is revoked meanwhile, the next page begins after it.
    const one = await list(root, '?limit=1');
    assert.deepEqual(one.invites, page.invites.slice(0, 1));
    await succeed(root.request('DELETE', `/rooms/${open.id}/invites/${first.invite.id}`), [204]);
    const rest = await list(root, `?limit=2&after=${one.next}`);
    assert.deepEqual(rest, { invites: page.invites.slice(1) });

    await succeed(root.request('DELETE', `/rooms/${secret.id}/invites/${second.invite.id}`), [204]);
    assert.deepEqual(await listInvites(ada, secret.id), []);
    await assertProblem(root.request('GET', `/rooms/${secret.id}/invites`), 404, 'unknown-room');
    const lines = replicas.log.takeAudit().filter(({ event }) => event === 'invite-revoked');
    assert.deepEqual(
      lines.map(({ room, sub }) => [room, sub]),
      [open.id, secret.id].map((room) => [room, root.caller.sub]),
    );
    await assertProblem(root.request('GET', '/invites?after=x'), 400, 'validation');
  });

  it('pages through invites that end at the same moment', async () => {
    const [ada, root] = [replicas.person(0, ACCOUNT), replicas.person(1, ADMIN)];
    const { id } = await createRoom(ada);
    for (let made = 0; made < 5; made++) await createInvite(ada, id);
    await replicas.admin.query(
      "UPDATE messages.invites SET expires_at = date_trunc('hour', now()) + interval '1 day 1 microsecond' WHERE room = $1",
      [id],
    );
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await list(root, `?limit=2${after === undefined ? '' : `&after=${after}`}`);
      seen.push(...page.invites.flatMap(({ invite }) => (invite.room === id ? [invite.id] : [])));
      after = page.next;
    } while (after !== undefined);
    assert.equal(seen.length, 5);
    assert.equal(new Set(seen).size, 5);
  });
});
