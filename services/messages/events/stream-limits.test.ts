import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { SESSION_ENDED } from '../../shared/identity/verifier.ts';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { LARGE, openStreams, unreadStream } from '../testing/streams.ts';
import { sentAhead } from '../../../testkit/sent-ahead.ts';

const replicas = replicasForTests();

describe('streams beyond the limits', () => {
  it("are refused above a user's cap, even if opened concurrently", async () => {
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

  it("are refused above a replica's cap", async () => {
    const replica = await replicas.start({ MAX_STREAMS: '4' });
    const responses = await Promise.all(
      Array.from({ length: 6 }, () =>
        replicas
          .person(0, { roles: ['account'] })
          .at(replica.url)
          .askForStream(),
      ),
    );
    const refused = responses.filter(({ status }) => status !== 200);
    assert.equal(refused.length, 2);
    for (const response of refused) await assertProblem(response, 503, 'too-many-streams');
    await replica.stop();
  });

  it('are refused above the limits per minute of a user and of an address', async () => {
    const perUser = await replicas.start({ STREAM_LIMIT_PER_USER: '5' });
    const ada = replicas.person().at(perUser.url);
    const responses = await Promise.all(Array.from({ length: 11 }, () => ada.askForStream()));
    const refused = responses.filter(({ status }) => status !== 200);
    // If a new minute begins in between, up to five more are accepted.
    assert.ok(refused.length >= 1 && refused.length <= 6);
    for (const response of refused) await assertProblem(response, 429, 'rate-limited');
    await perUser.stop();

    const perAddress = await replicas.start({ STREAM_LIMIT_PER_ADDRESS: '2', TRUST_PROXY: '1' });
    const grace = replicas.person().at(perAddress.url);
    const from = (address: string, person = grace) => person.askForStream('', { 'X-Forwarded-For': address });
    // Ten of them are Ada's; of the others twice the limit, since a new minute may begin in between.
    const office = await Promise.all(Array.from({ length: 25 }, () => from('192.0.2.7')));
    assert.ok(office.some(({ status }) => status === 429));
    assert.equal((await from('192.0.2.7', replicas.person().at(perAddress.url))).status, 200);
    assert.equal((await from('192.0.2.8')).status, 200);
    await perAddress.stop();
  });
});

describe('a stream', () => {
  it('ends if its client never reads, without affecting others', async () => {
    const replica = await replicas.start();
    const ada = replicas.person().at(replica.url);
    const { seq } = await ada.post('before the flood');
    const unread = await unreadStream(replica.url, ada, seq);
    const reader = await ada.stream(seq);
    let posted = 0;
    // Far more than an operating system buffers for a connection.
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

  it('waits while its client does not read a replay, so that it holds little memory', async () => {
    const replica = await replicas.start();
    const ada = replicas.person().at(replica.url);
    const { seq } = await ada.post('before the flood');
    await replicas.fill(ada, 300, LARGE);
    const unread = await Promise.all(Array.from({ length: 48 }, () => unreadStream(replica.url, ada, seq)));
    const reader = await ada.stream(seq);
    await reader.count(300);
    const queues = await Promise.all(unread.map(({ socket }) => sentAhead(socket)));
    assert.ok(Math.max(...queues) < 512 * 1024, `up to ${Math.max(...queues)} bytes are kept for a stream`);
    for (const response of unread) response.destroy();
    reader.close();
    await replica.stop();
  });

  it('ends on every replica when its session ends, and no other stream does', async () => {
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

  it('ends when its token expires', async () => {
    const exp = Math.floor(Date.now() / 1000) + 60;
    const reader = await replicas.person(0, { exp }).stream();
    mock.timers.enable({ apis: ['Date'], now: exp * 1000 });
    try {
      await reader.untilEnd();
    } finally {
      mock.timers.reset();
    }
  });

  it('ends with its replica, which sends a reconnect delay; the client resumes at another one', async () => {
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
