import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Typing } from './typing.ts';

const GRACE = { sub: 'grace', username: 'Grace' };

describe('Typing', () => {
  function setUp(context: { mock: { timers: { enable: (options: { apis: 'setTimeout'[] }) => void } } }) {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    let sent = 0;
    const typing = new Typing({ send: () => (sent += 1) });
    return { typing, names: () => typing.people.value.map(({ username }) => username), sent: () => sent };
  }

  it('forgets somebody 6 seconds after the last signal, or when their message arrives', (t) => {
    const { typing, names } = setUp(t);
    typing.receive(GRACE);
    t.mock.timers.tick(5_999);
    typing.receive(GRACE);
    typing.receive({ sub: 'alan', username: 'Alan' });
    assert.deepEqual(names(), ['Grace', 'Alan']);
    typing.forget('alan');
    t.mock.timers.tick(5_999);
    assert.deepEqual(names(), ['Grace']);
    t.mock.timers.tick(1);
    assert.deepEqual(names(), []);
  });

  it('ignores a signal that its message has overtaken', (t) => {
    const { typing, names } = setUp(t);
    typing.forget('grace');
    t.mock.timers.tick(999);
    typing.receive(GRACE);
    assert.deepEqual(names(), []);
    t.mock.timers.tick(1);
    typing.receive(GRACE);
    assert.deepEqual(names(), ['Grace']);
  });

  it('says that the user writes at most every 3 seconds', (t) => {
    const { typing, sent } = setUp(t);
    typing.write();
    typing.write();
    t.mock.timers.tick(2_999);
    typing.write();
    assert.equal(sent(), 1);
    t.mock.timers.tick(1);
    typing.write();
    assert.equal(sent(), 2);
  });
});
