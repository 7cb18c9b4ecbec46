import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import type { Message, Person } from '../testing/person.ts';
import { replicasForTests } from '../testing/replicas.ts';

const replicas = replicasForTests();
let ada: Person;
const sent: Message[] = [];
const texts = (messages: Message[]) => messages.map(({ message }) => message);

const seqOf = (number: number) => sent[number - 1]?.seq ?? 0;
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `message ${from + index}`);

describe('history', () => {
  before(async () => {
    ada = replicas.person();
    for (let number = 1; number <= 60; number++) sent.push(await ada.post(`message ${number}`));
  });

  describe('GET /messages', () => {
    it("returns the newest 50 messages, oldest first, and the log's end", async () => {
      const page = await ada.history();
      assert.deepEqual(texts(page.messages), numbered(11, 60));
      assert.deepEqual([page.hasMore, page.cursor], [true, seqOf(60)]);
    });

    it('pages backwards', async () => {
      const page = await ada.history({ limit: 20, before: seqOf(21) });
      assert.deepEqual([texts(page.messages), page.hasMore], [numbered(1, 20), false]);
      const earlier = await ada.history({ limit: 5, before: seqOf(21) });
      assert.deepEqual([texts(earlier.messages), earlier.hasMore], [numbered(16, 20), true]);
    });

    it('is answered to everybody while one person reads on 20 connections', async () => {
      const reading = new AbortController();
      let answered = 0;
      const readOn = async (person: Person) => {
        while (!reading.signal.aborted) {
          const response = await person.request('GET', '/messages?limit=200');
          await response.arrayBuffer();
          answered += 1;
        }
      };
      const greedy = replicas.person();
      const busy = Array.from({ length: 20 }, () => readOn(greedy));
      try {
        for (let read = 0; read < 50 || answered < 200; read++) {
          assert.equal((await ada.history({ limit: 200 })).messages.length, 60);
        }
      } finally {
        reading.abort();
        await Promise.all(busy);
      }
    });

    it('accepts any integer as `before`, since it is a position', async () => {
      const beyond = await ada.history({ limit: 1, before: Number.MAX_SAFE_INTEGER });
      assert.deepEqual(texts(beyond.messages), ['message 60']);
      assert.deepEqual((await ada.history({ before: 5 })).messages, []);
      assert.deepEqual((await ada.history({ before: 0 })).hasMore, false);
    });

    it('pages forwards from the beginning, for clients that only poll', async () => {
      const seen: Message[] = [];
      let after = 0;
      for (let hasMore = true; hasMore;) {
        const page = await ada.history({ limit: 25, after });
        seen.push(...page.messages);
        hasMore = page.hasMore;
        after = page.cursor;
      }
      assert.deepEqual(seen, sent);
      assert.deepEqual(await ada.history({ after }), { messages: [], hasMore: false, cursor: after });
    });

    it('refuses before combined with after, and names the field', async () => {
      const problem = await assertProblem(ada.request('GET', '/messages?before=5&after=5'), 400, 'validation');
      assert.deepEqual(
        problem.errors?.map(({ field }) => field),
        ['/query/after'],
      );
    });

    for (const path of ['/messages', '/events']) {
      for (const cursor of ['-1', '9007199254740992', '99999999999999999999', 'yesterday', '1.5', 'NaN', '']) {
        it(`refuses the cursor "${cursor}" of ${path}, and names the field`, async () => {
          const { errors } = await assertProblem(ada.request('GET', `${path}?after=${cursor}`), 400, 'validation');
          assert.deepEqual([...new Set(errors?.map(({ field }) => field))], ['/query/after']);
        });
      }

      it(`answers 410 to a cursor of ${path} before the log's start or beyond its end`, async () => {
        const { rows } = await replicas.admin.query<{ start: string }>('SELECT start_seq AS start FROM messages.log');
        const start = Number(rows[0]?.start);
        await assertProblem(ada.request('GET', `${path}?after=1`), 410, 'cursor-gone');
        await assertProblem(ada.request('GET', `${path}?after=${start - 1}`), 410, 'cursor-gone');
        await assertProblem(ada.request('GET', `${path}?after=${seqOf(60) + 1}`), 410, 'cursor-gone');
        await assertProblem(ada.request('GET', `${path}?after=${Number.MAX_SAFE_INTEGER}`), 410, 'cursor-gone');
        assert.equal((await ada.request('GET', `${path}?after=${start}`)).status, 200);
      });

      it(`refuses invalid limits, unknown parameters and unknown rooms of ${path}`, async () => {
        await assertProblem(ada.request('GET', `${path}?limit=0`), 400, 'validation');
        await assertProblem(ada.request('GET', `${path}?limit=501`), 400, 'validation');
        await assertProblem(ada.request('GET', `${path}?limit=many`), 400, 'validation');
        await assertProblem(ada.request('GET', `${path}?colour=red`), 400, 'validation');
        await assertProblem(ada.request('GET', `${path}?room=attic`), 404, 'unknown-room');
      });
    }
  });

  describe('GET /events as JSON', () => {
    it('starts at the end without a cursor', async () => {
      assert.deepEqual(await ada.events(), { events: [], hasMore: false, cursor: seqOf(60) });
    });

    it('returns pages of events in order', async () => {
      const first = await ada.events({ after: 0, limit: 50 });
      assert.deepEqual([first.events.length, first.hasMore, first.cursor], [50, true, seqOf(50)]);
      assert.deepEqual(first.events[0], { seq: seqOf(1), type: 'created', room: 'general', message: sent[0] });
      const second = await ada.events({ after: first.cursor, limit: 50 });
      assert.deepEqual([second.events.length, second.hasMore, second.cursor], [10, false, seqOf(60)]);
    });

    it('prefers Last-Event-ID to after', async () => {
      const response = await ada.request('GET', '/events?after=0', undefined, { 'Last-Event-ID': String(seqOf(59)) });
      const { events } = (await response.json()) as { events: { seq: number }[] };
      assert.deepEqual(
        events.map(({ seq }) => seq),
        [seqOf(60)],
      );
      const refused = ada.request('GET', '/events', undefined, { 'Last-Event-ID': '-1' });
      const { errors } = await assertProblem(refused, 400, 'validation');
      assert.match(errors?.[0]?.field ?? '', /last-event-id/i);
    });
  });

  describe('history during concurrent posts', () => {
    it('neither skips nor repeats messages, backwards and forwards', async () => {
      let posting = true;
      const writers = [replicas.person(0), replicas.person(1)].map(async (writer, index) => {
        for (let number = 0; posting; number++) await writer.post(`writer ${index}: ${number}`);
      });

      const { messages: newest } = await ada.history({ limit: 10 });
      const backwards = [...newest];
      for (let hasMore = true; hasMore;) {
        const page = await ada.history({ limit: 7, before: backwards[0]?.seq ?? 0 });
        backwards.unshift(...page.messages);
        hasMore = page.hasMore;
      }
      const forwards: Message[] = [];
      const last = newest.at(-1)?.seq ?? 0;
      while ((forwards.at(-1)?.seq ?? 0) < last) {
        const page = await ada.at(replicas.url(1)).history({ limit: 7, after: forwards.at(-1)?.seq ?? 0 });
        forwards.push(...page.messages);
      }
      posting = false;
      await Promise.all(writers);

      assert.deepEqual(
        forwards.filter(({ seq }) => seq <= last),
        backwards,
      );
      const { rows } = await replicas.admin.query<{ seq: string }>(
        'SELECT seq FROM messages.messages WHERE seq <= $1 ORDER BY seq',
        [last],
      );
      assert.deepEqual(
        backwards.map(({ seq }) => seq),
        rows.map(({ seq }) => Number(seq)),
      );
    });

    it('continues with the events from its cursor', async () => {
      const writer = replicas.person(1);
      const posting = Array.from({ length: 20 }, (_, number) => writer.post(`crossing ${number}`));
      const page = await ada.history({ limit: 200 });
      const posted = (await Promise.all(posting)).map(({ seq }) => seq);
      const { events } = await ada.events({ after: page.cursor, limit: 200 });
      const known = [...page.messages, ...events].map(({ seq }) => seq);
      for (const seq of posted) assert.equal(known.filter((each) => each === seq).length, 1);
    });
  });

  describe('a restored backup', () => {
    it('invalidates lost cursors and keeps those that the backup contains', async () => {
      const { cursor: before } = await ada.history({ limit: 1 });
      const lost = before + 5;
      await replicas.admin.query('SELECT messages.mark_restored()');
      const replica = await replicas.start();
      const here = ada.at(replica.url);
      for (const path of ['/messages', '/events']) {
        await assertProblem(here.request('GET', `${path}?after=${lost}`), 410, 'cursor-gone');
        assert.equal((await here.request('GET', `${path}?after=${before}`)).status, 200);
        assert.equal((await here.request('GET', `${path}?after=0`)).status, 200);
      }
      await assertProblem(here.askForStream(`?after=${lost}`), 410, 'cursor-gone');
      const { cursor } = await here.history({ limit: 1 });
      assert.ok(cursor > lost);
      assert.ok((await here.post('after the restore')).seq > cursor);
    });
  });
});
