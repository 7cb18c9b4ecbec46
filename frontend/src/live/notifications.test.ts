import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { signal } from '@preact/signals-core';
import type { ChatEvent, Message, MyRoom } from '../api/types.ts';
import { message, room } from '../stores/testing/samples.ts';
import { Notifier } from './notifications.ts';

const from = (seq: number, more: Partial<Message> = {}): Message =>
  message(seq, { sub: 'ben', username: 'Ben', timestamp: new Date().toISOString(), ...more });
const created = (said: Message): ChatEvent => ({ type: 'created', seq: said.seq, room: said.room, message: said });
const MENTION = { mentions: [{ sub: 'ada', as: 'Ada' }] };

function setUp(more: Partial<MyRoom> = {}) {
  const rooms = signal<readonly MyRoom[]>([room({ marker: 1, ...more })]);
  const state = {
    allowed: true,
    leading: true,
    lookedAt: undefined as string | undefined,
    doNotDisturb: false,
    ignored: '',
  };
  const log: string[] = [];
  let tasks: (() => void)[] = [];
  const notifier = new Notifier({
    me: 'ada',
    roomList: { rooms, find: (id) => rooms.peek().find((each) => each.id === id) },
    surface: {
      get allowed() {
        return state.allowed;
      },
      show: ({ seq }) => log.push(`show ${seq}`),
      close: (id) => log.push(`close ${id}`),
    },
    isLeading: () => state.leading,
    lookedAt: () => state.lookedAt,
    doNotDisturb: () => state.doNotDisturb,
    isIgnored: (sub) => sub === state.ignored,
    onMention: () => log.push('mention'),
    later: (run) => {
      tasks.push(run);
      return () => (tasks = tasks.filter((each) => each !== run));
    },
  });
  const wait = () => {
    const due = tasks;
    tasks = [];
    for (const run of due) run();
  };
  const read = (marker: number) => (rooms.value = [room({ ...more, marker })]);
  const open = (id: string) => (rooms.value = [...rooms.peek(), room({ id, level: 'all', marker: 1 })]);
  return { notifier, state, log, wait, read, open };
}

describe('Notifications', () => {
  it('come once each, a moment later, and close when they are read', () => {
    const { notifier, log, wait, read } = setUp();
    notifier.apply([created(from(2)), created(from(3))]);
    assert.deepEqual(log, []);
    wait();
    read(2);
    assert.deepEqual(log, ['show 2', 'show 3', 'close id-2']);
  });

  it('do not come of somebody whom the user ignores, mentioned or not', () => {
    const { notifier, state, log, wait } = setUp();
    state.ignored = 'ben';
    notifier.apply([created(from(2)), created(from(3, MENTION))]);
    wait();
    assert.deepEqual(log, []);
  });

  it('wait for a new direct room, which is loaded after its first message arrives', () => {
    const { notifier, log, wait, open } = setUp();
    notifier.apply([created(from(2, { room: 'direct' }))]);
    wait();
    assert.deepEqual(log, []);
    open('direct');
    wait();
    assert.deepEqual(log, ['show 2']);
  });

  it('are skipped if the message is read or deleted meanwhile', () => {
    const { notifier, log, wait, read } = setUp();
    notifier.apply([created(from(2)), created(from(3))]);
    read(2);
    notifier.apply([{ type: 'deleted', seq: 4, room: 'general', message: from(3, { deletedAt: 'then' }) }]);
    wait();
    assert.deepEqual(log, []);
  });

  for (const [name, more, prepare, said, expected] of [
    ['level all: every message', { level: 'all' }, {}, {}, ['show 2']],
    ['level mentions: no other message', { level: 'mentions' }, {}, {}, []],
    ['level mentions: a mention', { level: 'mentions' }, {}, MENTION, ['mention', 'show 2']],
    ['level none: nothing', { level: 'none' }, {}, MENTION, ['mention']],
    ['muted: nothing', { mutedUntil: '9999-01-01T00:00:00.000Z' }, {}, {}, []],
    ['do not disturb: nothing', {}, { doNotDisturb: true }, {}, []],
    ['the room that is looked at: nothing', {}, { lookedAt: 'general' }, {}, []],
    ['another tab leads: nothing', {}, { leading: false }, {}, []],
    ['not allowed: nothing', {}, { allowed: false }, {}, []],
    ['what the user said: nothing', {}, {}, { sub: 'ada' }, []],
    ['what was said long ago: nothing', {}, {}, { timestamp: '2020-01-01T00:00:00.000Z' }, []],
  ] as const) {
    it(name, () => {
      const { notifier, state, log, wait } = setUp(more);
      Object.assign(state, prepare);
      notifier.apply([created(from(2, said))]);
      wait();
      assert.deepEqual(log, expected);
    });
  }

  it('of a flood are the newest', () => {
    const { notifier, log, wait } = setUp();
    notifier.apply(Array.from({ length: 30 }, (_, index) => created(from(index + 2))));
    wait();
    assert.deepEqual(log, ['show 27', 'show 28', 'show 29', 'show 30', 'show 31']);
  });

  it('close when the room is cleared', () => {
    const { notifier, log, wait } = setUp();
    notifier.apply([created(from(2))]);
    wait();
    notifier.apply([{ type: 'cleared', seq: 9, room: 'general' }]);
    assert.deepEqual(log, ['show 2', 'close id-2']);
  });
});
