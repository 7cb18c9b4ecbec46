import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MyRoom, PersonDetails } from '../../api/types.ts';
import { ADA, room } from '../../stores/testing/samples.ts';
import { RoomMentions, type Known } from './room-mentions.ts';

const BEN = { sub: 'ben', username: 'Ben', guest: false, gone: false, role: 'member', joinedAt: '' } as const;
const details = (sub: string, displayName: string, guest = false): PersonDetails => ({
  sub,
  username: displayName,
  displayName,
  guest,
  presence: 'offline',
});

const ACCOUNT = { ...ADA, roles: ['account' as const] };
const known = (tea: MyRoom, more: Partial<Known> = {}): Known => ({
  room: tea,
  person: ACCOUNT,
  presence: { count: 0, people: [], live: true },
  names: new Map([['zoe', 'Zoe']]),
  members: { status: 'ready', members: [BEN], next: undefined, failure: undefined },
  ...more,
});

/** A directory that finds these people, whose requests the test lets run. */
function setUp(people: PersonDetails[]) {
  const asked: (string | undefined)[] = [];
  const aborts: (AbortSignal | undefined)[] = [];
  let due: (() => void) | undefined;
  const mentions = new RoomMentions({
    directory: {
      list: ({ q }, abort) => {
        asked.push(q);
        aborts.push(abort);
        return Promise.resolve({ ok: true, data: { people }, status: 200 });
      },
    },
    later: (run) => {
      due = run;
      return () => (due = undefined);
    },
  });
  const search = async (query: string) => {
    mentions.search(query);
    due?.();
    due = undefined;
    await new Promise(setImmediate);
  };
  const names = (from: Known) =>
    mentions.people(from).map(({ sub, name, outside }) => (sub === undefined ? '@room' : outside ? `(${name})` : name));
  return { asked, aborts, search, names };
}

describe('those who can be mentioned', () => {
  it('are the members, those found whom the user may add, and everybody', async () => {
    const { search, names } = setUp([details('carol', 'Carol'), details('gus', 'Gus', true), details('ben', 'Ben')]);
    const tea = room({ id: 'tea', kind: 'public' });
    assert.deepEqual(names(known(tea)), ['Ben', '@room']);
    await search('c');
    assert.deepEqual(names(known(tea)), ['Ben', '(Carol)', '@room']);
    assert.deepEqual(names(known({ ...tea, role: 'owner' })), ['Ben', '(Carol)', '(Gus)', '@room']);
    assert.deepEqual(names(known({ ...tea, kind: 'private' })), ['Ben', '@room']);
    assert.deepEqual(names(known({ ...tea, kind: 'direct' })), ['Ben']);
    assert.deepEqual(names(known(tea, { person: ADA })), ['Ben']);
  });

  it('are in general all whom the page knows, and accounts of the directory', async () => {
    const { search, names } = setUp([details('carol', 'Carol'), details('gus', 'Gus', true)]);
    await search('c');
    assert.deepEqual(names(known(room({ id: 'general' }))), ['Zoe', 'Carol', '@room']);
  });

  it('are asked for once per query, and not again where nobody was found', async () => {
    const { asked, aborts, search } = setUp([]);
    for (const query of ['', 'ca', 'ca', 'cab', 'b']) await search(query);
    assert.deepEqual(asked, ['ca', 'b']);
    // A request that a later one overtakes is ended.
    assert.deepEqual(
      aborts.map((abort) => abort?.aborted),
      [true, false],
    );
  });
});
