import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Event } from './clients/history.ts';
import { membershipViolations, type Carried } from './membership-checks.ts';

const ROOM = 'room';
const cleared = (seq: number, room = ROOM): Event => ({ seq, type: 'cleared', room });
const joined = (seq: number, sub: string): Event => ({
  seq,
  type: 'member-joined',
  room: ROOM,
  member: { sub, username: sub, guest: true, gone: false, role: 'member', joinedAt: '2026-11-23T09:00:00.000Z' },
});
const left = (seq: number, sub: string): Event => ({ seq, type: 'member-left', room: ROOM, sub, username: sub });

/** Ada is in the room from 2 to 6, and from 8 on. */
const log = [cleared(1), joined(2, 'ada'), cleared(3), joined(4, 'bob'), cleared(5), left(6, 'ada'), cleared(7)].concat(
  joined(8, 'ada'),
  cleared(9),
);
const seqs = [2, 3, 4, 5, 6, 8, 9];

function carried(numbers: number[], resumedFrom: number[] = []): Carried[] {
  const events = numbers.map((seq) => log.find((event) => event.seq === seq) ?? cleared(seq, 'general'));
  return [{ name: 'Ada', sub: 'ada', events, resumedFrom }];
}
const without = (...gone: number[]) => seqs.filter((seq) => !gone.includes(seq));

describe('membershipViolations', () => {
  it('finds none if nothing is wrong', () => {
    assert.deepEqual(membershipViolations(log, carried(seqs, [3])), []);
    assert.deepEqual(membershipViolations(log, carried([...seqs, 10])), []);
  });

  it('finds what happened before the person joined, or after it left', () => {
    for (const seq of [1, 7]) {
      assert.deepEqual(membershipViolations(log, carried([...seqs, seq].sort((a, b) => a - b))), [
        `1 of rooms that Ada was not in; the first has seq ${seq}`,
      ]);
    }
  });

  it('finds what is missing', () => {
    for (const seq of [2, 3, 6, 8, 9]) {
      assert.deepEqual(membershipViolations(log, carried(without(seq))), [
        `1 missing from the stream of Ada; the first has seq ${seq}`,
      ]);
    }
  });

  it('allows to miss what happened between a break and a removal before the stream resumed', () => {
    assert.deepEqual(membershipViolations(log, carried(without(4, 5), [3])), []);
    assert.deepEqual(membershipViolations(log, carried(without(3, 4, 5), [1])), []);
    for (const [gone, cursor] of [
      [[4, 5], 2],
      [[4, 5], 5],
      [[4], 3],
      [[9], 8],
    ] as const) {
      assert.equal(
        membershipViolations(log, carried(without(...gone), [cursor])).length,
        1,
        `${gone.join()} ${cursor}`,
      );
    }
  });

  it('finds what came twice or out of order', () => {
    const [ada] = carried([2, 3, 5, 4, 5, 6, 8, 9]);
    assert.ok(ada);
    assert.deepEqual(membershipViolations(log, [ada]), [
      '1 out of order or twice on the stream of Ada; the first has seq 4',
    ]);
  });
});
