import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { serviceNames, SERVICES } from '../services/services.ts';
import { isAlive } from './processes.ts';
import { startProduct } from './product.ts';
import { anotherServer } from './testing/another-server.ts';
import { Somebody } from './testing/chat.ts';
import { TEST_TIMEOUT_MS } from './testing/timeout.ts';
import { allGone, killAll, Terminal } from './testing/terminal.ts';

const ports = {
  ...Object.fromEntries(Object.values(SERVICES).map(({ portVariable }) => [portVariable, '0'])),
  GATEWAY_PORT: '0',
  SEND_LIMIT: '100000',
  REQUEST_LIMIT: '100000',
};

let dataDir: string;
let terminal: Terminal | undefined;
const start = (env: Record<string, string> = {}) => (terminal = new Terminal({ ...ports, DATA_DIR: dataDir, ...env }));

before(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'chat-product-'));
});
after(async () => {
  // In case a test failed half-way.
  terminal?.signal('SIGTERM');
  await terminal?.exited;
  await rm(dataDir, { recursive: true });
});

/** Each test starts with the state that the previous one left. */
describe('npm start', () => {
  const acknowledged: string[] = [];
  const say = async (person: Somebody, message: string) => {
    const done = await person.say(message);
    if (done) acknowledged.push(message);
    return done;
  };
  const assertAllKept = async (person: Somebody) => {
    const kept = new Set(await person.history());
    assert.deepEqual(
      acknowledged.filter((message) => !kept.has(message)),
      [],
    );
  };

  it('stops on Ctrl-C, pressed twice, with no process left and no acknowledged message lost', async () => {
    const terminal = start(anotherServer);
    const url = await terminal.url();
    for (const service of serviceNames) assert.ok(terminal.output.includes(`${url}/docs/${service} `));
    assert.ok(terminal.output.includes(dataDir));
    assert.match(terminal.output.replace(url, ''), new RegExp(`First start +${url}/setup#[\\w-]{43}\\n`));
    const processes = await terminal.processes();
    const ada = await Somebody.logIn(url);
    const talking = Array.from({ length: 4 }, async (_, who) => {
      for (let count = 0; await say(ada, `${who}: ${count}`); count++);
    });
    while (acknowledged.length < 20) await setImmediate();
    terminal.signalGroup('SIGINT');
    terminal.signal('SIGINT');
    assert.equal(await terminal.exited, 0, terminal.output);
    await Promise.all(talking);
    assert.deepEqual(processes.filter(isAlive), []);
  });

  it('has all messages after a restart, and leaves no process when its supervisor is killed', async () => {
    const terminal = start();
    const ada = await Somebody.logIn(await terminal.url());
    await assertAllKept(ada);
    assert.ok(await say(ada, 'last words'));
    const processes = await terminal.processes();
    terminal.signal('SIGKILL');
    await allGone(processes);
  });

  it('has all messages after kill -9 of everything', async () => {
    const terminal = start();
    const ada = await Somebody.logIn(await terminal.url());
    assert.ok(await say(ada, 'the very last words'));
    const processes = await terminal.processes();
    killAll(processes);
    await allGone(processes);

    const product = await startProduct({ dataDir, ports: 0, readyTimeout: TEST_TIMEOUT_MS });
    try {
      await assertAllKept(await Somebody.logIn(product.url));
      const again = startProduct({ dataDir, ports: 0 });
      await assert.rejects(again, { message: /^A chat already runs on / });
    } finally {
      await product.stop();
    }
  });
});

describe('npm start that fails', () => {
  const failure = async (env: Record<string, string>) => {
    const terminal = start(env);
    assert.equal(await terminal.exited, 1, terminal.output);
    return terminal.output;
  };

  it('reports in one line which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const output = await failure({ USERS_PORT: String(port) });
    assert.equal(
      output,
      `USERS_PORT is ${port}, but that port is taken by another program: free it, or set USERS_PORT to another.\n`,
    );
    other.close();
  });

  it('reports in one line that the data folder is not a folder', async () => {
    const file = path.join(dataDir, 'file');
    await writeFile(file, '');
    assert.match(await failure({ DATA_DIR: file }), /^DATA_DIR .* is not a folder to write in .*\n$/);
  });

  it('reports in one line that the server of DATABASE_URL is unreachable', async () => {
    const output = await failure({ DATABASE_URL: 'postgres://admin:hidden@127.0.0.1:1/postgres' });
    assert.match(output, /^The PostgreSQL of DATABASE_URL \(127\.0\.0\.1:1\) cannot be used: .*ECONNREFUSED.*\n$/);
    assert.doesNotMatch(output, /hidden/);
  });

  it("reports in one line which of a service's settings is invalid, and stops the others", async () => {
    const output = await failure({ ADMINS: 'no;name' });
    assert.match(output, /^auth-service did not start: ADMINS .*\n$/);
    assert.match(await failure({ LOG_LEVEL: 'foo' }), /^\w+-service did not start: LOG_LEVEL is "foo".*\n$/);
  });
});
