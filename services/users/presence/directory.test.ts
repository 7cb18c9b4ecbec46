import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import type { PersonState } from '../store.ts';
import { Directory } from './directory.ts';

let seq = 0;

function person(username: string, parts: Partial<PersonState> = {}): PersonState {
  const sub = parts.sub ?? randomUUID();
  return { sub, username, displayName: username, guest: true, online: true, seq: ++seq, ...parts };
}

const gone = (state: PersonState): PersonState => ({ ...state, online: false, seq: ++seq });
const crowd = (size: number) => Array.from({ length: size }, (_, index) => person(`guest ${index}`));

function told(directory: Directory): unknown {
  const event = directory.takeChange()?.toString();
  if (event === undefined) return undefined;
  const [, name, data = ''] = /^event: (\w+)\ndata: (.*)\n\n$/.exec(event) ?? [];
  return { name, ...(JSON.parse(data) as object) };
}

const profile = ({ sub, username, displayName, guest }: PersonState) => ({ sub, username, displayName, guest });

describe('Directory', () => {
  it('keeps people in alphabetical order, whatever the case and the order of arrival', () => {
    const directory = new Directory();
    const names = ['zoe', 'Émile', 'ada', 'Bob', 'emilie', 'Ada.2', 'éric'];
    const people = names.map((name) => person(name));
    directory.apply(people);
    assert.deepEqual(
      directory.first(10).map(({ displayName }) => displayName),
      ['ada', 'Ada.2', 'Bob', 'Émile', 'emilie', 'éric', 'zoe'],
    );
    assert.equal(directory.first(2).length, 2);
    directory.apply(people.slice(0, 2).map(gone));
    assert.deepEqual(
      directory.first(10).map(({ displayName }) => displayName),
      ['ada', 'Ada.2', 'Bob', 'emilie', 'éric'],
    );
    assert.equal(directory.count, 5);
  });

  it('reports who joined, who left and who changed their spelling', () => {
    const directory = new Directory();
    const [ada, bob, cleo] = [person('ada'), person('bob'), person('cleo')];
    directory.apply([ada, bob]);
    assert.deepEqual(told(directory), { name: 'change', count: 2, joined: [profile(ada), profile(bob)], left: [] });

    const capitals = { ...ada, displayName: 'ADA' };
    directory.apply([capitals, gone(bob), cleo]);
    assert.deepEqual(told(directory), {
      name: 'change',
      count: 2,
      joined: [profile(capitals), profile(cleo)],
      left: [bob.sub],
    });
    assert.equal(told(directory), undefined);
  });

  it('omits what changed back', () => {
    const directory = new Directory();
    const [ada, bob] = [person('ada'), person('bob')];
    directory.apply([ada]);
    told(directory);
    directory.apply([gone(ada), bob]);
    directory.apply([ada, gone(bob)]);
    assert.equal(directory.changed, true);
    assert.equal(told(directory), undefined);
    assert.equal(directory.changed, false);
  });

  it('sends a snapshot if too much changed at once', () => {
    const directory = new Directory();
    const people = crowd(201);
    directory.apply(people.slice(0, 200));
    assert.equal((told(directory) as { name: string }).name, 'change');
    directory.apply(people.map(gone));
    directory.apply(people);
    assert.deepEqual(told(directory), {
      name: 'change',
      count: 201,
      joined: [profile(people[200] as PersonState)],
      left: [],
    });
    directory.apply(people.map(gone));
    assert.deepEqual(told(directory), { name: 'snapshot', count: 0, users: [] });
  });

  it('begins a stream with the count and the first 200', () => {
    const directory = new Directory();
    directory.apply(crowd(300));
    const [head, data = ''] = directory.snapshot().toString().split('\ndata: ');
    assert.equal(head, 'event: snapshot');
    const { count, users } = JSON.parse(data) as { count: number; users: unknown[] };
    assert.equal(count, 300);
    assert.deepEqual(users, directory.first(200));
    assert.equal(directory.snapshot(), directory.snapshot(), 'the same bytes for all');
  });

  it('computes the changes from a full list', () => {
    const directory = new Directory();
    const [ada, bob, cleo] = [person('ada'), person('bob'), person('cleo')];
    directory.apply([ada, bob]);
    told(directory);
    directory.replace([bob, cleo, gone(person('dan'))]);
    assert.deepEqual(told(directory), { name: 'change', count: 2, joined: [profile(cleo)], left: [ada.sub] });
  });
});
