import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Result } from '../api/result.ts';
import type { Member, MemberPage } from '../api/types.ts';
import { RoomPeople } from './room-people.ts';
import { roomNamed } from './testing/rooms.ts';

const member = (sub: string): Member => ({
  sub,
  username: sub,
  guest: false,
  gone: false,
  role: 'member',
  joinedAt: '2026-11-23T09:00:00.000Z',
});
const ok = <T>(data: T): Result<T> => ({ ok: true, data, status: 200 });
const failed: Result<never> = { ok: false, failure: { kind: 'network', status: 0 } };

/** A server whose pages are these, one after the other. */
function serve(...pages: Result<MemberPage>[]) {
  const asked: (string | undefined)[] = [];
  const people = new RoomPeople(
    {
      members(_room, after) {
        asked.push(after);
        return Promise.resolve(pages.shift() ?? failed);
      },
      setRole: (_room, sub, role) => Promise.resolve(ok({ ...member(sub), role })),
      remove: () => Promise.resolve(ok(undefined)),
    },
    'tea',
  );
  return { people, asked, subs: () => people.state.peek().members.map(({ sub }) => sub) };
}

/** Until all answers are in. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the people of a room', () => {
  it('are loaded page by page, and again only if their number changes', async () => {
    const { people, asked, subs } = serve(
      ok({ members: [member('ada')], next: 'n' }),
      ok({ members: [member('ben')] }),
      ok({ members: [member('ada')] }),
    );
    people.refresh(roomNamed('tea'), 0);
    people.refresh(roomNamed('tea', { unread: 3 }), 0);
    await settled();
    assert.deepEqual(subs(), ['ada', 'ben']);
    assert.deepEqual(asked, [undefined, 'n']);
    people.refresh(roomNamed('tea', { members: 1 }), 1);
    await settled();
    assert.deepEqual(subs(), ['ada']);
  });

  it('stay as they are if a request fails, which is shown and can be repeated', async () => {
    const { people, subs } = serve(
      ok({ members: [member('ada')], next: 'n' }),
      failed,
      ok({ members: [member('ben')] }),
    );
    people.refresh(roomNamed('tea'), 0);
    await settled();
    assert.deepEqual(subs(), ['ada']);
    assert.equal(people.state.peek().failure?.kind, 'network');
    await people.loadMore();
    assert.deepEqual(subs(), ['ada', 'ben']);
    assert.equal(people.state.peek().failure, undefined);
  });

  it('change with what an owner does', async () => {
    const { people, subs } = serve(ok({ members: [member('ada'), member('ben')] }));
    people.refresh(roomNamed('tea'), 0);
    await settled();
    await people.setRole('ben', 'owner');
    assert.equal(people.state.peek().members[1]?.role, 'owner');
    await people.remove('ben');
    assert.deepEqual(subs(), ['ada']);
  });
});
