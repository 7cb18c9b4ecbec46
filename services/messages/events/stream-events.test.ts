import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import type { EventReader } from '../testing/event-reader.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { LARGE, openStreams, unreadStream } from '../testing/streams.ts';

const replicas = replicasForTests();

/** Waits until the replica has read the whole log: a stream without a cursor opens only then. */
async function upToDate(url: string): Promise<void> {
  for (;;) {
    const response = await replicas.person(0).at(url).askForStream();
    await response.body?.cancel();
    if (response.ok) return;
    assert.equal(response.status, 503);
  }
}

const close = (readers: EventReader[]) => readers.forEach((reader) => reader.close());

describe('GET /events as a stream', () => {
  it('starts at the end, and sends its position and a reconnect delay', async () => {
    const ada = replicas.person(0);
    const { seq } = await ada.post('before');
    const reader = await replicas.person(1).stream();
    assert.equal(reader.cursor, seq);
    assert.ok(reader.retry !== undefined && reader.retry >= 500);
    const after = await ada.post('after');
    const [event] = await reader.count(1);
    assert.deepEqual(event, { seq: after.seq, type: 'created', room: 'general', message: after });
    reader.close();
  });

  it("delivers a post to every replica's streams, including its author's, once and in order", async () => {
    const people = [replicas.person(0), replicas.person(1)] as const;
    const readers = await Promise.all([people[0].stream(), people[1].stream(), people[0].stream()]);
    const posted = await Promise.all(
      Array.from({ length: 60 }, (_, index) => people[index % 2 === 0 ? 0 : 1].post(`live ${index}`)),
    );
    const seqs = posted.map(({ seq }) => seq).sort((a, b) => a - b);
    for (const reader of readers) {
      await reader.count(60);
      assert.deepEqual(reader.seqs, seqs);
    }
    close(readers);
  });

  it('resumes by Last-Event-ID, which overrides after, without gap or repetition', async () => {
    const ada = replicas.person(0);
    const reader = await ada.stream();
    await ada.post('heard');
    await reader.count(1);
    reader.close();
    const missed = [await ada.post('missed'), await ada.post('missed too')];
    const resumed = await ada.at(replicas.url(1)).stream(reader.cursor);
    const live = await ada.post('live again');
    await resumed.count(3);
    assert.deepEqual(
      resumed.seqs,
      [...missed, live].map(({ seq }) => seq),
    );
    resumed.close();

    const response = await ada.askForStream('?after=0', { 'Last-Event-ID': String(live.seq) });
    const body = response.body?.getReader();
    const { value } = (await body?.read()) as { value: Uint8Array };
    await body?.cancel();
    assert.match(new TextDecoder().decode(value), new RegExp(`^id: ${live.seq}\n`));
  });

  it('accepts a cursor that another replica has just issued', async () => {
    const ada = replicas.person(0);
    for (let round = 0; round < 20; round++) {
      const { seq } = await ada.post('just now');
      const reader = await ada.at(replicas.url(1)).stream(seq);
      const next = await ada.post('next');
      const [event] = await reader.count(1);
      assert.equal(event?.seq, next.seq);
      reader.close();
    }
  });

  it('replays the current state of messages, from a replica that cached the events and from one that did not', async () => {
    const ada = replicas.person(0);
    const edited = await ada.post('first version');
    const deleted = await ada.post('regretted');
    await ada.edit(edited.id, 'second version');
    await ada.delete(deleted.id);
    const newcomer = await replicas.start();
    for (const url of [replicas.url(0), replicas.url(1), newcomer.url]) {
      await upToDate(url);
      const reader = await ada.at(url).stream(edited.seq - 1);
      await reader.count(4);
      assert.deepEqual(
        reader.events.map(({ type }) => type),
        ['created', 'created', 'edited', 'deleted'],
      );
      assert.deepEqual(reader.texts, ['second version', '', 'second version', '']);
      reader.close();
    }

    const cleared = await ada.post('to be cleared');
    const admin = replicas.person(1, { roles: ['account', 'admin'] });
    await admin.request('DELETE', '/messages/clear');
    for (const url of [replicas.url(0), replicas.url(1), newcomer.url]) {
      await upToDate(url);
      const reader = await ada.at(url).stream(edited.seq - 1);
      await reader.count(6);
      assert.deepEqual(reader.texts, ['', '', '', '', '', '']);
      assert.equal(reader.events[4]?.message?.id, cleared.id);
      assert.equal(reader.events[5]?.type, 'cleared');
      reader.close();
    }
    await newcomer.stop();
  });

  it('replays from memory, as the log would, after many edits of one message', async () => {
    const ada = replicas.person(0);
    const { seq: before } = await ada.post('before all of it');
    const other = await ada.post('unrelated');
    const edited = await ada.post('version 0');
    for (let version = 1; version <= 20; version++) await ada.edit(edited.id, `version ${version}`);
    const { events } = await ada.events({ after: before });
    assert.equal(events.length, 22);
    await Promise.all([upToDate(replicas.url(0)), upToDate(replicas.url(1))]);

    // Whoever reads the log now waits until the lock is released.
    const lock = await replicas.admin.connect();
    try {
      await lock.query('BEGIN; LOCK TABLE messages.events, messages.messages IN ACCESS EXCLUSIVE MODE');
      for (const url of [replicas.url(0), replicas.url(1)]) {
        const reader = await ada.at(url).stream(before);
        assert.deepEqual(await reader.count(22), events);
        assert.deepEqual(reader.texts, [other.message, ...Array<string>(21).fill('version 20')]);
        reader.close();
      }
    } finally {
      await lock.query('ROLLBACK');
      lock.release();
    }
  });

  it("replays from the beginning at the client's pace, then continues live", async () => {
    const ada = replicas.person(0);
    const { seq: before } = await ada.post('before much');
    for (let batch = 0; batch < 6; batch++) await replicas.fill(ada, 100, LARGE);
    const { events } = await ada.events({ after: before, limit: 500 });
    assert.equal(events.length, 500);

    // None of it may arrive as live events.
    await upToDate(replicas.url(1));
    const slow = await unreadStream(replicas.url(1), ada, before);
    const reader = await ada.at(replicas.url(1)).stream(before);
    await reader.count(600);
    const last = await ada.post('live');
    let text = '';
    slow.setEncoding('utf8');
    for await (const chunk of slow) {
      text += String(chunk);
      if (text.includes(`id: ${last.seq}\n`) && text.endsWith('\n\n')) break;
    }
    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    assert.deepEqual(ids.slice(1), [...reader.seqs.slice(0, 600), last.seq]);
    reader.close();
  });

  it('answers JSON unless a stream is requested', async () => {
    const ada = replicas.person();
    for (const accept of ['*/*', 'application/json', 'text/html, */*;q=0.8']) {
      const response = await ada.request('GET', '/events', undefined, { Accept: accept });
      assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
      await response.text();
    }
  });

  it('refuses cursors of the future or of another log, invalid ones, and an unknown room', async () => {
    const ada = replicas.person();
    const { seq } = await ada.post('the end');
    await assertProblem(ada.askForStream('', { 'Last-Event-ID': String(seq + 1) }), 410, 'cursor-gone');
    await assertProblem(ada.askForStream('?after=1'), 410, 'cursor-gone');
    await assertProblem(ada.askForStream('?after=-1'), 400, 'validation');
    await assertProblem(ada.askForStream('', { 'Last-Event-ID': 'last' }), 400, 'validation');
    await assertProblem(ada.askForStream('?room=attic'), 404, 'unknown-room');
    // No refused stream counts as open; those of earlier tests are still being closed.
    while ((await openStreams(replicas.url(0))) > 0);
  });
});
