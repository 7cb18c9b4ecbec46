import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeSettings } from '../../kubernetes/settings.ts';
import { FakeKubectl } from './testing/fake-kubectl.ts';

const RAISED = { auth: { LIMIT: '100', ADMINS: 'tester' }, page: { RATE: '9' } };

/** A chat where an operator has set something on one of the Deployments. */
function chat(): { fake: FakeKubectl; env: () => unknown } {
  const fake = new FakeKubectl(['auth', 'page']);
  fake.deployments.set('auth', { image: 'chat/auth:1', env: { LIMIT: '5', OTHER: 'x' } });
  return { fake, env: () => Object.fromEntries([...fake.deployments].map(([name, { env }]) => [name, env])) };
}

const BEFORE = { auth: { LIMIT: '5', OTHER: 'x' }, page: {} };

describe('changeSettings', () => {
  it('sets variables and restores the previous values', async () => {
    const { fake, env } = chat();
    const undo = await changeSettings(fake.run, RAISED);
    assert.deepEqual(env(), { auth: { ...RAISED.auth, OTHER: 'x' }, page: RAISED.page });
    await undo();
    assert.deepEqual(env(), BEFORE);
    assert.match(fake.commands.at(-1) ?? '', /^rollout status deployment\/page /);
  });

  it('removes what a killed run has left behind', async () => {
    const { fake, env } = chat();
    await changeSettings(fake.run, RAISED);
    const undo = await changeSettings(fake.run, RAISED);
    await undo();
    assert.deepEqual(env(), { auth: { OTHER: 'x' }, page: {} });
  });

  it('undoes its changes if it fails', async () => {
    const { fake, env } = chat();
    fake.before = (command) => {
      if (command.startsWith('set env deployment/page RATE=')) throw new Error('refused');
    };
    await assert.rejects(changeSettings(fake.run, RAISED), /refused/);
    assert.deepEqual(env(), BEFORE);
  });

  it('undoes its changes at once when it is aborted, and reports why', async () => {
    const { fake, env } = chat();
    const interrupted = new AbortController();
    fake.before = async (command) => {
      if (!command.startsWith('rollout') || interrupted.signal.aborted) return;
      interrupted.abort(new Error('Ctrl-C'));
      await new Promise(() => undefined);
    };
    await assert.rejects(changeSettings(fake.run, RAISED, interrupted.signal), /Ctrl-C/);
    assert.deepEqual(env(), BEFORE);
  });

  it('undoes its changes even if kubectl is killed again', async () => {
    const { fake, env } = chat();
    const undo = await changeSettings(fake.run, RAISED);
    let failures = 0;
    fake.before = (command) => {
      if (command.startsWith('set env') && ++failures < 2) throw new Error('ended');
    };
    await undo();
    assert.deepEqual(env(), BEFORE);
  });
});
