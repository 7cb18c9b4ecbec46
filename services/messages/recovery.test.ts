import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { assertProblem } from '../../testkit/assert-problem.ts';
import { tcpProxy } from '../../testkit/tcp-proxy.ts';
import { PersistentReader, sendUntilStored } from './testing/persistent.ts';
import { replicasForTests } from './testing/replicas.ts';
import { waitUntil } from '../../testkit/wait-until.ts';

const replicas = replicasForTests();

const ready = async (url: string) => (await fetch(`${url}/ready`)).ok;

const untilReady = (url: string) => waitUntil('the replica reports ready', () => ready(url));

async function terminateBackends(): Promise<void> {
  await replicas.admin.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND usename = 'chat_messages'`,
  );
}

describe('when connections to the database break under load', () => {
  it('no acknowledged message is lost or duplicated, and every stream continues', async () => {
    const urls = [replicas.url(0), replicas.url(1)];
    const { cursor } = await replicas.person().events();
    // These stay open: only the connections between service and database break.
    const streams = await Promise.all(urls.map((url) => replicas.person().at(url).stream()));
    const readers = urls.map((url) => new PersistentReader(replicas.person(), [url], cursor));

    let breaking = true;
    const breaks = (async () => {
      for (let round = 0; round < 6; round++) {
        await new Promise((resolve) => setTimeout(resolve, 250));
        await terminateBackends();
      }
      breaking = false;
    })();
    const writers = Array.from({ length: 6 }, async (_, index) => {
      const person = replicas.person();
      const stored = [];
      for (let number = 0; breaking; number++) {
        stored.push(await sendUntilStored(person, urls, `${index}: ${number}`));
      }
      return stored;
    });
    const acknowledged = (await Promise.all(writers)).flat();
    await breaks;
    const last = await sendUntilStored(replicas.person(), urls, 'the end');

    const { rows } = await replicas.admin.query<{ id: string; seq: string }>(
      'SELECT id, seq FROM messages.messages WHERE seq > $1 ORDER BY seq',
      [cursor],
    );
    const seqOf = new Map(rows.map(({ id, seq }) => [id, Number(seq)]));
    assert.equal(rows.length, acknowledged.length + 1);
    for (const { id, seq } of acknowledged) assert.equal(seqOf.get(id), seq);
    const seqs = rows.map(({ seq }) => Number(seq));
    for (const reader of readers) assert.deepEqual(await reader.until(last.seq), seqs);
    for (const stream of streams) {
      await stream.until(() => stream.cursor === last.seq);
      assert.deepEqual(stream.seqs, seqs);
      stream.close();
    }
  });
});

describe('a lost notification', () => {
  it('delays events and never loses one', async () => {
    await replicas.admin.query('ALTER TABLE messages.log DISABLE TRIGGER notify_log');
    const [ada, bob] = [replicas.person(0), replicas.person(1)];
    const streams = [await ada.stream(), await bob.stream()];
    const sent = [await ada.post('unheard'), await bob.post('unheard too')];
    for (const stream of streams) {
      await stream.count(2);
      assert.deepEqual(
        stream.seqs,
        sent.map(({ seq }) => seq),
      );
      stream.close();
    }
    await replicas.admin.query('ALTER TABLE messages.log ENABLE TRIGGER notify_log');
  });
});

describe('while the database is unreachable', () => {
  for (const failure of ['cut', 'freeze'] as const) {
    it(`the service answers 503 and recovers automatically, as do its streams (${failure})`, async () => {
      const proxy = await tcpProxy(replicas.database.urls.messages.url);
      const replica = await replicas.start({ DATABASE_URL: proxy.url });
      const ada = replicas.person().at(replica.url);
      const stream = await ada.stream();
      await ada.post('before');
      await stream.count(1);

      proxy[failure]();
      const id = randomUUID();
      await Promise.all([
        assertProblem(ada.send('meanwhile', id), 503, 'unavailable'),
        assertProblem(ada.request('GET', '/messages'), 503, 'unavailable'),
        assertProblem(ada.request('GET', '/events'), 503, 'unavailable'),
        assertProblem(ada.askForStream(), 503, 'unavailable'),
        assertProblem(fetch(`${replica.url}/ready`), 503, 'unavailable'),
      ]);
      assert.equal((await fetch(`${replica.url}/health`)).status, 200);
      const elsewhere = await ada.at(replicas.url(0)).post('through another replica');

      // Frozen connections never recover; new ones work.
      if (failure === 'freeze') proxy.cut();
      proxy.restore();
      await untilReady(replica.url);
      assert.ok([200, 201].includes((await ada.send('meanwhile', id)).status));
      await stream.until(() => stream.texts.includes('meanwhile'));
      assert.ok(stream.events.some((event) => event.message?.id === elsewhere.id));
      assert.equal(stream.ended, false);
      stream.close();
      await replica.stop();
      await proxy.close();
    });
  }
});

describe('a replica that stops', () => {
  it('completes accepted requests: every acknowledged message is stored', async () => {
    const replica = await replicas.start();
    const ada = replicas.person().at(replica.url);
    const sent = Array.from({ length: 60 }, (_, number) => ada.post(`last words ${number}`));
    await sent[0];
    const [results] = await Promise.all([Promise.allSettled(sent), replica.stop()]);
    const stored = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const { messages } = await replicas.person().history({ limit: 200 });
    for (const message of stored)
      assert.deepEqual(
        messages.find(({ id }) => id === message.id),
        message,
      );
  });
});
