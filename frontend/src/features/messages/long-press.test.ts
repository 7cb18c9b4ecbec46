import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LongPress } from './long-press.ts';

const finger = (more: object = {}) =>
  ({ pointerType: 'touch', isPrimary: true, pointerId: 1, clientX: 100, clientY: 100, target: null, ...more }) as const;

function pressing({ useful = true } = {}) {
  let due: (() => void) | undefined;
  let acted = 0;
  const press = new LongPress(
    () => {
      acted++;
      return useful;
    },
    (run) => {
      due = run;
      return () => (due = undefined);
    },
  );
  const menu = () => {
    let prevented = false;
    press.menu({ preventDefault: () => (prevented = true) });
    return prevented;
  };
  /** Whether no click follows. */
  const lift = () => {
    let prevented = false;
    press.lift({ preventDefault: () => (prevented = true) });
    return prevented;
  };
  return { press, menu, lift, wait: () => due?.(), acted: () => acted };
}

describe('a long press', () => {
  it('is a finger that rests, also where the browser reports none', () => {
    const { press, lift, wait, acted } = pressing();
    press.down(finger());
    press.move(finger({ clientX: 106, clientY: 106 }));
    wait();
    assert.equal(acted(), 1);
    assert.ok(lift(), 'what has appeared under the finger is not clicked');
    assert.ok(!lift());
  });

  it('acts once, and keeps the menu of the browser away', () => {
    const { press, menu, wait, acted } = pressing();
    press.down(finger());
    assert.ok(menu());
    wait();
    press.down(finger());
    wait();
    assert.ok(menu());
    assert.equal(acted(), 2);
  });

  it('is neither a tap, nor scrolling, nor zooming, nor a mouse', () => {
    const { press, menu, lift, wait, acted } = pressing();
    press.down(finger());
    assert.ok(!lift(), 'a tap is a click');
    wait();
    press.down(finger());
    press.move(finger({ clientY: 130 }));
    wait();
    press.down(finger());
    press.down(finger({ isPrimary: false, pointerId: 2 }));
    wait();
    press.down(finger({ pointerType: 'mouse' }));
    wait();
    assert.ok(!menu());
    assert.equal(acted(), 0);
  });

  it('leaves the menu to the browser where there is nothing to do', () => {
    const { press, menu } = pressing({ useful: false });
    press.down(finger());
    assert.ok(!menu());
  });
});
