import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { OnlineUsers } from './online-users.ts';
import type { PersonState } from './store.ts';

let seq = 0;

function person(username: string, parts: Partial<PersonState> = {}): PersonState {
  const sub = parts.sub ?? randomUUID();
  const details = { title: null, timeZone: null, status: null, doNotDisturbUntil: null };
  const state = { sub, username, displayName: username, guest: true, online: true, away: false, seq: ++seq };
  return { ...state, ...details, ...parts };
}

const gone = (state: PersonState): PersonState => ({ ...state, online: false, seq: ++seq });
const crowd = (size: number) => Array.from({ length: size }, (_, index) => person(`guest ${index}`));

const sent = (users: OnlineUsers) => parsed(users.takeChange()?.plain);

function parsed(event: Buffer | undefined): unknown {
  if (event === undefined) return undefined;
  const [, name, data = ''] = /^event: (\w+)\ndata: (.*)\n\n$/.exec(event.toString()) ?? [];
  return { name, ...(JSON.parse(data) as object) };
}

const profile = ({ sub, username, displayName, guest }: PersonState) => ({ sub, username, displayName, guest });

describe('OnlineUsers', () => {
  it('keeps people in alphabetical order, whatever the case and the order of arrival', () => {
    const users = new OnlineUsers();
    const names = ['zoe', 'Émile', 'ada', 'Bob', 'emilie', 'Ada.2', 'éric'];
    const people = names.map((name) => person(name));
    users.apply(people);
    assert.deepEqual(
      users.first(10).map(({ displayName }) => displayName),
      ['ada', 'Ada.2', 'Bob', 'Émile', 'emilie', 'éric', 'zoe'],
    );
    assert.equal(users.first(2).length, 2);
    users.apply(people.slice(0, 2).map(gone));
    assert.deepEqual(
      users.first(10).map(({ displayName }) => displayName),
      ['ada', 'Ada.2', 'Bob', 'emilie', 'éric'],
    );
    assert.equal(users.count, 5);
  });

  it('reports who joined, who left and who changed their spelling', () => {
    const users = new OnlineUsers();
    const [ada, bob, cleo] = [person('ada'), person('bob'), person('cleo')];
    users.apply([ada, bob]);
    assert.deepEqual(sent(users), { name: 'change', count: 2, joined: [profile(ada), profile(bob)], left: [] });

    const capitals = { ...ada, displayName: 'ADA' };
    users.apply([capitals, gone(bob), cleo]);
    assert.deepEqual(sent(users), {
      name: 'change',
      count: 2,
      joined: [profile(capitals), profile(cleo)],
      left: [bob.sub],
    });
    assert.equal(sent(users), undefined);
  });

  it('omits what changed back', () => {
    const users = new OnlineUsers();
    const [ada, bob] = [person('ada'), person('bob')];
    users.apply([ada]);
    sent(users);
    users.apply([gone(ada), bob]);
    users.apply([ada, gone(bob)]);
    assert.equal(users.changed, true);
    assert.equal(sent(users), undefined);
    assert.equal(users.changed, false);
  });

  it('sends a snapshot if too much changed at once', () => {
    const users = new OnlineUsers();
    const people = crowd(201);
    users.apply(people.slice(0, 200));
    assert.equal((sent(users) as { name: string }).name, 'change');
    users.apply(people.map(gone));
    users.apply(people);
    assert.deepEqual(sent(users), {
      name: 'change',
      count: 201,
      joined: [profile(people[200] as PersonState)],
      left: [],
    });
    users.apply(people.map(gone));
    assert.deepEqual(sent(users), { name: 'snapshot', count: 0, users: [] });
  });

  it('begins a stream with the count and the first 200', () => {
    const users = new OnlineUsers();
    users.apply(crowd(300));
    assert.deepEqual(parsed(users.snapshot().plain), { name: 'snapshot', count: 300, users: users.first(200) });
    assert.equal(users.snapshot(), users.snapshot(), 'the same bytes for all');
  });

  it('reports details only where they are asked for', () => {
    const users = new OnlineUsers();
    const ada = person('ada', { title: 'Mathematician' });
    users.apply([ada]);
    users.takeChange();
    users.apply([{ ...ada, away: true, status: { text: 'Lunch' } }]);
    const event = users.takeChange();
    assert.equal(event?.plain, undefined);
    const details = { ...profile(ada), title: 'Mathematician', status: { text: 'Lunch' }, presence: 'away' };
    assert.deepEqual(parsed(event?.detailed), { name: 'change', count: 1, joined: [details], left: [] });
    assert.deepEqual(parsed(users.snapshot().detailed), { name: 'snapshot', count: 1, users: [details] });
    assert.deepEqual(parsed(users.snapshot().plain), { name: 'snapshot', count: 1, users: [profile(ada)] });
  });

  it('computes the changes from a full list', () => {
    const users = new OnlineUsers();
    const [ada, bob, cleo] = [person('ada'), person('bob'), person('cleo')];
    users.apply([ada, bob]);
    sent(users);
    users.replace([bob, cleo, gone(person('dan'))]);
    assert.deepEqual(sent(users), { name: 'change', count: 2, joined: [profile(cleo)], left: [ada.sub] });
  });
});
