import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { isAlive } from './processes.ts';
import { siblingModule } from './sibling.ts';
import { SupervisedService } from './supervised.ts';
import { waitUntil } from '../testkit/wait-until.ts';

let folder: string;
let service: SupervisedService | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'chat-supervised-'));
});

afterEach(async () => {
  await service?.stop();
  await rm(folder, { recursive: true });
});

const logFile = () => path.join(folder, 'logs', 'stand-in.log');
const startsFile = () => path.join(folder, 'starts');

let behaviour: string;

function standIn(first = 'well', log: (line: string) => void = () => undefined) {
  behaviour = first;
  let gaveUp: (error: Error) => void = () => undefined;
  const failure = new Promise<Error>((resolve) => (gaveUp = resolve));
  service = new SupervisedService({
    name: 'stand-in',
    module: siblingModule('testing/stand-in', import.meta.url),
    environment: (port) => ({ ...process.env, STAND_IN: behaviour, PORT: String(port), STARTS_FILE: startsFile() }),
    port: 0,
    logFile: logFile(),
    log,
    gaveUp,
  });
  return { service, failure };
}

/** Kills the process and waits for its successor. */
async function die(service: SupervisedService): Promise<void> {
  const { pid } = service;
  assert.ok(pid);
  process.kill(pid, 'SIGKILL');
  await waitUntil('a successor runs', () => service.pid !== undefined && service.pid !== pid);
}

describe('a supervised service', () => {
  it('has started once it is ready', async () => {
    const { service } = standIn();
    await service.start();
    assert.equal((await fetch(`${service.url}/ready`)).status, 200);
    assert.match(await readFile(logFile(), 'utf8'), /"msg":"starting"/);
  });

  it('that refuses a setting reports that in its own line', async () => {
    const { service } = standIn('refuses');
    await assert.rejects(service.start(), {
      name: 'Error',
      message: 'stand-in did not start: LOG_LEVEL is "loud"; it must be quiet.',
    });
  });

  it('that crashes at its start is reported with the error and the log', async () => {
    const { service } = standIn('crashes');
    await assert.rejects(service.start(), { message: `stand-in did not start: TypeError: a fault (see ${logFile()})` });
  });

  it('that dies is restarted on the same port, with one line', async () => {
    const lines: string[] = [];
    const { service } = standIn('well', (line) => lines.push(line));
    await service.start();
    const { url } = service;
    await die(service);
    assert.equal(service.url, url);
    assert.equal((await fetch(`${url}/ready`)).status, 200);
    assert.deepEqual(lines, [`stand-in stopped unexpectedly (see ${logFile()}): starting it again.`]);
  });

  it('that cannot be restarted is given up', async () => {
    const { service, failure } = standIn();
    await service.start();
    behaviour = 'refuses';
    assert.ok(service.pid);
    process.kill(service.pid, 'SIGKILL');
    assert.match((await failure).message, /^stand-in stopped more than 5 times within a minute/);
  });

  it('that is stopped stays so, and leaves no process', async () => {
    const { service } = standIn();
    await service.start();
    const { pid } = service;
    assert.ok(pid);
    await Promise.all([service.stop(), service.stop()]);
    assert.equal(isAlive(pid), false);
    assert.equal(service.pid, undefined);
  });

  it('can be stopped while it starts', async () => {
    const { service } = standIn('silent');
    const starting = service.start();
    await Promise.all([assert.rejects(starting), service.stop()]);
  });

  it('can be stopped while it waits to be restarted', async () => {
    let logged: () => void = () => undefined;
    const death = new Promise<void>((resolve) => (logged = resolve));
    const { service } = standIn('well', () => logged());
    await service.start();
    await fetch(`${service.url}/die`).catch(() => undefined);
    await death;
    await service.stop();
    assert.equal((await readFile(startsFile(), 'utf8')).trim().split('\n').length, 1);
  });

  it('runs its new code after a restart', async () => {
    const { service } = standIn();
    await service.start();
    const { pid, url } = service;
    await service.restart();
    assert.notEqual(service.pid, pid);
    assert.equal(service.url, url);
  });
});
