import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pg from 'pg';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { replicasForTests } from '../testing/replicas.ts';

const replicas = replicasForTests();
const administrator = () => replicas.person(1, { username: 'Root', roles: ['account', 'admin'] });

interface Removal {
  type: string;
  message_id: string | null;
  removed_by: string | null;
  removed_at: Date;
}

/** The database's records of removals after a position of the log. */
async function removals(after: number): Promise<Removal[]> {
  const { rows } = await replicas.admin.query<Removal>(
    `SELECT type, message_id, removed_by, removed_at FROM messages.removals JOIN messages.events USING (seq)
     WHERE seq > $1 ORDER BY seq`,
    [after],
  );
  return rows;
}

describe('the user who deleted or cleared', () => {
  it('is recorded in the database once', async () => {
    const ada = replicas.person(0);
    const root = administrator();
    const [own, other] = [await ada.post('my own'), await ada.post('for the administrator')];
    await ada.delete(own.id);
    await root.delete(other.id);
    await ada.delete(other.id);
    await root.request('DELETE', '/messages/clear');
    const found = await removals(other.seq);
    assert.deepEqual(
      found.map(({ type, message_id, removed_by }) => [type, message_id, removed_by]),
      [
        ['deleted', own.id, ada.caller.sub],
        ['deleted', other.id, root.caller.sub],
        ['cleared', null, root.caller.sub],
      ],
    );
    assert.ok(found.every(({ removed_at }) => removed_at instanceof Date));
  });

  it('is recorded for replicas of the previous release, as far as they report it', async () => {
    const ada = replicas.person(0);
    const { id, seq } = await ada.post('by the old functions');
    const client = new pg.Client({ connectionString: replicas.database.urls.messages.url });
    await client.connect();
    const call = async (sql: string, values: unknown[]) => {
      const { rows } = await client.query<{ answer: unknown }>(`SELECT ${sql} AS answer`, values);
      return rows[0]?.answer;
    };
    const { sub } = ada.caller;
    assert.equal(await call('delete_message($1, $2, false)', [id, replicas.person().caller.sub]), 'forbidden');
    assert.equal(await call('delete_message($1, $2, false)', [id, sub]), 'deleted');
    assert.equal(await call('delete_message($1, $2, false)', [id, sub]), 'deleted');
    assert.ok(Number(await call('clear_room($1)', ['general'])) > seq);
    await client.end();
    assert.deepEqual(
      (await removals(seq)).map(({ type, removed_by }) => [type, removed_by]),
      [
        ['deleted', sub],
        ['cleared', null],
      ],
    );
  });
});

describe("message-service's audit log", () => {
  it("has one line per deletion or clearing by an administrator, and none for one's own messages", async () => {
    const ada = replicas.person(0);
    const root = administrator();
    const secret = 'a text that no log may hold';
    const [own, other] = [await ada.post(secret), await ada.post(secret)];
    replicas.log.takeAudit();
    await ada.delete(own.id);
    await root.delete(other.id);
    await root.delete(other.id);
    await root.request('DELETE', '/messages/clear', undefined, { 'X-Request-Id': 'request-clear' });
    const [deleted, cleared, ...rest] = replicas.log.takeAudit();
    assert.deepEqual(rest, []);
    const by = { sub: root.caller.sub, username: root.caller.username, address: '127.0.0.1' };
    const target = { sub: ada.caller.sub, username: ada.caller.username };
    assert.deepEqual(deleted, { ...deleted, ...by, event: 'message-deleted', message: other.id, target });
    assert.deepEqual(cleared, {
      ...cleared,
      ...by,
      event: 'room-cleared',
      room: 'general',
      requestId: 'request-clear',
    });
    for (const forbidden of [secret, root.caller.token, ada.caller.token]) {
      assert.ok(!replicas.log.text().includes(forbidden));
    }
  });

  it('has one line per kind of refusal', async () => {
    const ada = replicas.person(0);
    replicas.log.takeAudit();
    for (let request = 0; request < 3; request++) {
      await assertProblem(ada.request('DELETE', '/messages/clear'), 403, 'forbidden');
    }
    const lines = replicas.log.takeAudit();
    assert.deepEqual(
      lines.map((line) => [line['event'], line['operation'], line['problem'], line['sub']]),
      [['refused', 'clearMessages', 'forbidden', ada.caller.sub]],
    );
  });
});
