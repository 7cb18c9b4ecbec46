import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { describe, it } from 'node:test';
import { SESSION_ENDED } from '../shared/identity/verifier.ts';
import { assertProblem } from '../shared/testing/assert-problem.ts';
import type { EventReader } from './testing/event-reader.ts';
import type { Person } from './testing/person.ts';
import { replicasForTests } from './testing/replicas.ts';

const replicas = replicasForTests();

/** A stream whose bytes nobody takes until it is resumed. */
async function unreadStream(url: string, person: Person, after: number): Promise<IncomingMessage> {
  const asked = request(`${url}/events?after=${after}`, {
    headers: { Authorization: `Bearer ${person.caller.token}`, Accept: 'text/event-stream' },
  });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  assert.equal(response.statusCode, 200);
  return response;
}

async function openStreams(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^streams_open (\d+)$/m.exec(text)?.[1]);
}

/** The largest text there is: 16 KB. */
const LARGE = '🙂'.repeat(4000);

const close = (readers: EventReader[]) => readers.forEach((reader) => reader.close());

describe('GET /events as a stream', () => {
  it('begins at the end, says where that is, and when to come back', async () => {
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

  it('brings a post to the streams of every replica, its author included, once and in order', async () => {
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

  it('resumes by Last-Event-ID, which goes before after, without gap or repetition', async () => {
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
    const { value } = (await response.body?.getReader().read()) as { value: Uint8Array };
    assert.match(new TextDecoder().decode(value), new RegExp(`^id: ${live.seq}\n`));
  });

  it('takes a cursor that another replica gave a moment ago', async () => {
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

  it('replays messages as they are now, to a replica that saw it happen and to one that did not', async () => {
    const ada = replicas.person(0);
    const edited = await ada.post('first version');
    const deleted = await ada.post('regretted');
    await ada.edit(edited.id, 'second version');
    await ada.delete(deleted.id);
    const newcomer = await replicas.start();
    for (const url of [replicas.url(0), replicas.url(1), newcomer.url]) {
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
      const reader = await ada.at(url).stream(edited.seq - 1);
      await reader.count(6);
      assert.deepEqual(reader.texts, ['', '', '', '', '', '']);
      assert.equal(reader.events[4]?.message?.id, cleared.id);
      assert.equal(reader.events[5]?.type, 'cleared');
      reader.close();
    }
    await newcomer.stop();
  });

  it('replays from the very beginning, at the pace of its reader, and goes over into live', async () => {
    const ada = replicas.person(0);
    const { seq: before } = await ada.post('before much');
    for (let batch = 0; batch < 6; batch++) await replicas.fill(ada, 100, LARGE);
    const { events } = await ada.events(`?after=${before}&limit=500`);
    assert.equal(events.length, 500);

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

  it('is JSON unless a stream is asked for', async () => {
    const ada = replicas.person();
    for (const accept of ['*/*', 'application/json', 'text/html, */*;q=0.8']) {
      const response = await ada.request('GET', '/events', undefined, { Accept: accept });
      assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
      await response.text();
    }
  });

  it('refuses a cursor of the future or of another log, bad ones, and an unknown room', async () => {
    const ada = replicas.person();
    const { seq } = await ada.post('the end');
    await assertProblem(ada.askForStream('', { 'Last-Event-ID': String(seq + 1) }), 410, 'cursor-gone');
    await assertProblem(ada.askForStream('?after=1'), 410, 'cursor-gone');
    await assertProblem(ada.askForStream('?after=-1'), 400, 'validation');
    await assertProblem(ada.askForStream('', { 'Last-Event-ID': 'last' }), 400, 'validation');
    await assertProblem(ada.askForStream('?room=attic'), 404, 'unknown-room');
    // None of them keeps a place.
    assert.equal(await openStreams(replicas.url(0)), 0);
  });
});

describe('streams beyond what is allowed', () => {
  it('are refused above the cap of a person, however many ask at once', async () => {
    const replica = await replicas.start({ MAX_STREAMS_PER_USER: '3' });
    const ada = replicas.person().at(replica.url);
    const responses = await Promise.all(Array.from({ length: 10 }, () => ada.askForStream()));
    const refused = responses.filter(({ status }) => status !== 200);
    assert.equal(refused.length, 7);
    for (const response of refused) await assertProblem(response, 503, 'too-many-streams');
    (await replicas.person().at(replica.url).stream()).close();

    await responses.find(({ status }) => status === 200)?.body?.cancel();
    while ((await openStreams(replica.url)) >= 3);
    (await ada.stream()).close();
    await replica.stop();
  });

  it('are refused above the cap of a replica', async () => {
    const replica = await replicas.start({ MAX_STREAMS: '4' });
    const responses = await Promise.all(
      Array.from({ length: 6 }, () => replicas.person().at(replica.url).askForStream()),
    );
    const refused = responses.filter(({ status }) => status !== 200);
    assert.equal(refused.length, 2);
    for (const response of refused) await assertProblem(response, 503, 'too-many-streams');
    await replica.stop();
  });

  it('are refused above the limit of a person or an address a minute', async () => {
    const perUser = await replicas.start({ STREAM_LIMIT_PER_USER: '5' });
    const ada = replicas.person().at(perUser.url);
    const responses = await Promise.all(Array.from({ length: 11 }, () => ada.askForStream()));
    const refused = responses.filter(({ status }) => status !== 200);
    // Where a new minute begins in between, five more are let in.
    assert.ok(refused.length === 6 || refused.length === 1);
    for (const response of refused) await assertProblem(response, 429, 'rate-limited');
    await perUser.stop();

    const perAddress = await replicas.start({ STREAM_LIMIT_PER_ADDRESS: '2', TRUST_PROXY: '1' });
    const from = (address: string) =>
      replicas.person().at(perAddress.url).askForStream('', { 'X-Forwarded-For': address });
    const office = await Promise.all(Array.from({ length: 5 }, () => from('192.0.2.7')));
    assert.ok(office.some(({ status }) => status === 429));
    assert.equal((await from('192.0.2.8')).status, 200);
    await perAddress.stop();
  });
});

describe('a stream ends', () => {
  it('where its reader never reads, and others do not notice', async () => {
    const replica = await replicas.start();
    const ada = replicas.person().at(replica.url);
    const { seq } = await ada.post('before the flood');
    const unread = await unreadStream(replica.url, ada, seq);
    const reader = await ada.stream(seq);
    let posted = 0;
    // Far less than this is what an operating system buffers for a connection.
    for (; posted < 3_000 && (await openStreams(replica.url)) > 1; posted += 50) {
      await replicas.fill(ada, 50, LARGE);
    }
    assert.equal(await openStreams(replica.url), 1);
    await reader.count(posted);
    assert.equal(reader.ended, false);
    unread.destroy();
    reader.close();
    await replica.stop();
  });

  it('on every replica when its session ends, and no other stream does', async () => {
    const ada = replicas.person(0);
    const other = replicas.person(0);
    const [here, there, stays] = [await ada.stream(), await ada.at(replicas.url(1)).stream(), await other.stream()];
    await replicas.admin.query('SELECT pg_notify($1, $2)', [SESSION_ENDED, ada.caller.sid]);
    await Promise.all([here.untilEnd(), there.untilEnd()]);
    await other.post('still here');
    await stays.count(1);
    assert.equal(stays.ended, false);
    stays.close();
  });

  it('when its token expires', async () => {
    const soon = replicas.person(0, { exp: Math.floor(Date.now() / 1000) + 2 });
    const reader = await soon.stream();
    await reader.untilEnd();
  });

  it('with its replica, which tells when to come back; the reader goes on at another one', async () => {
    const replica = await replicas.start();
    const ada = replicas.person(0);
    const reader = await ada.at(replica.url).stream();
    await ada.post('one');
    await reader.count(1);
    reader.retry = undefined;
    await Promise.all([replica.stop(), reader.untilEnd()]);
    assert.ok(Number(reader.retry) > 0);
    const missed = await ada.post('two');
    const resumed = await ada.stream(reader.cursor);
    const [event] = await resumed.count(1);
    assert.deepEqual(event?.message, missed);
    resumed.close();
  });
});
