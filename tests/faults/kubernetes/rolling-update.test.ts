import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DeployError } from '../../../scripts/kubernetes/command.ts';
import { DEPLOYMENTS, RollingUpdate } from './rolling-update.ts';
import { FakeKubectl } from './testing/fake-kubectl.ts';

const tagsOf = ({ deployments }: FakeKubectl) => [...deployments.values()].map(({ image }) => image.split(':')[1]);
const ALL_NEXT = DEPLOYMENTS.map(() => 'next');
const AS_BEFORE = DEPLOYMENTS.map(() => '1');

describe('RollingUpdate', () => {
  it('switches to the next images, and back', async () => {
    const fake = new FakeKubectl(DEPLOYMENTS);
    const update = await RollingUpdate.prepare(fake.run);
    await update.run();
    assert.deepEqual(tagsOf(fake), ALL_NEXT);
    assert.equal(fake.commands.length, 2 * DEPLOYMENTS.length);
    await update.run();
    assert.deepEqual(tagsOf(fake), AS_BEFORE);
  });

  it('refuses to begin if one of the next images is deployed already', async () => {
    const fake = new FakeKubectl(DEPLOYMENTS);
    fake.deployments.set('frontend', { image: 'chat/frontend:next', env: {} });
    await assert.rejects(
      RollingUpdate.prepare(fake.run),
      (error: Error) => error instanceof DeployError && /has left chat\/frontend:next deployed/.test(error.message),
    );
  });

  it('fails if a Deployment keeps its image', async () => {
    const fake = new FakeKubectl(DEPLOYMENTS);
    const update = await RollingUpdate.prepare((...args) =>
      args.join(' ').startsWith('set image deployment/user-service') ? Promise.resolve('') : fake.run(...args),
    );
    await assert.rejects(update.run(), /changed nothing of user-service/);
  });

  it('undoes an update in progress, and goes no further', async () => {
    const fake = new FakeKubectl(DEPLOYMENTS);
    const update = await RollingUpdate.prepare(fake.run);
    const waiting = new Promise<void>((resolve) => {
      fake.before = async (command) => {
        if (!command.startsWith('rollout')) return;
        fake.before = () => undefined;
        resolve();
        await new Promise(() => undefined);
      };
    });
    const running = assert.rejects(update.run(), /taken back/);
    await waiting;
    await update.takeBack();
    await running;
    assert.deepEqual(tagsOf(fake), AS_BEFORE);
    await assert.rejects(update.run(), /taken back/);
    assert.deepEqual(tagsOf(fake), AS_BEFORE);
  });
});
