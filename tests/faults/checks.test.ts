import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shortfalls, violations, type Evidence } from './checks.ts';
import type { AnyEvent } from '../../testkit/messages.ts';
import type { Message } from './clients/sender.ts';

const ADA = 'ada';
const BOB = 'bob';

function message(seq: number, sub = ADA): Message {
  const timestamp = '2026-11-23T09:00:00.000Z';
  return { id: `id-${seq}`, seq, room: 'general', sub, username: sub, guest: true, message: `text ${seq}`, timestamp };
}

const created = (about: Message): AnyEvent => ({ seq: about.seq, type: 'created', room: 'general', message: about });

/** Ada sent 1 and 3, Bob 2; nothing went wrong. */
function sound(): Evidence & { history: Message[]; streams: AnyEvent[][] } {
  const history = [message(1), message(2, BOB), message(3)];
  const senders = [ADA, BOB].map((sub) => {
    const acknowledged = history.filter((each) => each.sub === sub);
    return { sub, sent: new Map(acknowledged.map(({ id, message }) => [id, message])), acknowledged };
  });
  return { senders, history, streams: [history.map(created), history.map(created)] };
}

describe('violations', () => {
  it('finds none if nothing is wrong', () => assert.deepEqual(violations(sound()), []));

  it('finds an acknowledged message that is missing', () => {
    const evidence = sound();
    evidence.history.splice(1, 1);
    for (const stream of evidence.streams) stream.splice(1, 1);
    assert.deepEqual(violations(evidence), ['1 acknowledged, but not in the history; the first has seq 2']);
  });

  it('finds a message that is in the history twice', () => {
    const evidence = sound();
    evidence.history.push({ ...message(1), seq: 4 });
    assert.ok(violations(evidence).includes('1 more than once in the history; the first has seq 4'));
  });

  it('finds a history out of order', () => {
    const evidence = sound();
    evidence.history.reverse();
    assert.ok(violations(evidence).includes('2 out of order in the history; the first has seq 2'));
  });

  it('finds a message that nobody sent', () => {
    const evidence = sound();
    evidence.history.push(message(4));
    for (const stream of evidence.streams) stream.push(created(message(4)));
    assert.deepEqual(violations(evidence), ['1 in the history, but sent by nobody; the first has seq 4']);
  });

  it("finds a message under another's name", () => {
    const evidence = sound();
    evidence.history[1] = message(2, ADA);
    for (const stream of evidence.streams) stream[1] = created(message(2, ADA));
    assert.deepEqual(violations(evidence), [
      '1 with another author or text in the history than was sent; the first has seq 2',
    ]);
  });

  it('finds reordered messages of one sender', () => {
    const evidence = sound();
    const [ada, bob] = evidence.senders;
    assert.ok(ada && bob);
    const senders = [{ ...ada, acknowledged: [...ada.acknowledged].reverse() }, bob];
    assert.deepEqual(violations({ ...evidence, senders }), [
      '1 stored before what the same client had been told of earlier; the first has seq 1',
    ]);
  });

  const spoilt: [string, (stream: AnyEvent[]) => unknown, string][] = [
    ['lacks an event', (stream) => stream.splice(1, 1), '1 missing from stream 2; the first has seq 2'],
    [
      'gives an event twice',
      (stream) => stream.push(created(message(3))),
      '1 more than once on stream 2; the first has seq 3',
    ],
    ['changes the order', (stream) => stream.reverse(), '2 out of order on stream 2; the first has seq 2'],
    [
      'gives what is not in the history',
      (stream) => stream.push(created(message(4))),
      '1 on stream 2, but not or not so in the history; the first has seq 4',
    ],
  ];
  for (const [what, spoil, violation] of spoilt) {
    it(`finds a stream that ${what}`, () => {
      const evidence = sound();
      spoil(evidence.streams[1] ?? []);
      const found = violations(evidence);
      assert.ok(found.includes(violation), found.join('\n'));
      assert.ok(found.includes('stream 2 and stream 1 did not give the same'));
    });
  }
});

describe('shortfalls', () => {
  const enough = {
    'replicas killed': 5,
    'streams cut mid-event': 5,
    'restarts of PostgreSQL': 1,
    'requests during a rolling restart': 200,
  };

  it('finds none if enough was done', () => assert.deepEqual(shortfalls(enough), []));

  for (const [what, least] of Object.entries(enough)) {
    it(`finds too few ${what}, and none`, () => {
      for (const count of [least - 1, 0]) {
        const line = `only ${count} ${what}: with fewer than ${least} the run shows nothing`;
        assert.deepEqual(shortfalls({ ...enough, [what]: count }), [line]);
      }
    });
  }

  it('requires nothing that a story does not do', () => assert.deepEqual(shortfalls({ 'replicas killed': 30 }), []));
});
