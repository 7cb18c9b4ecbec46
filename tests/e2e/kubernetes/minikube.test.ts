import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { waitUntil } from '../../../testkit/wait-until.ts';

/** The operator's settings. */
const BEFORE = { 'auth-service': { LOG_LEVEL: 'debug', ADMINS: 'Grace' } };
/** The settings that a killed run leaves behind. */
const LEFT = { 'auth-service': { LOG_LEVEL: 'debug', ADMINS: 'stories-administrator' } };
type Send = (child: ChildProcess) => void;
const alone =
  (signal: NodeJS.Signals): Send =>
  (child) =>
    child.kill(signal);
const fromTerminal =
  (signal: NodeJS.Signals): Send =>
  ({ pid = 0 }) =>
    process.kill(-pid, signal);

describe('npm run e2e:minikube', { skip: process.platform === 'win32' }, () => {
  let folder: string;
  const file = (name: string) => path.join(folder, name);
  /** The stories that need no browser; their output is kept apart from that of other runs. */
  const stories = () => ['gateway', '--output', file('results')];
  const set = (env: object) => writeFileSync(file('env.json'), JSON.stringify(env));
  /** The variables of the Deployments that have any. */
  const env = () => {
    const all = JSON.parse(readFileSync(file('env.json'), 'utf8')) as Record<string, object>;
    return Object.fromEntries(Object.entries(all).filter(([, values]) => Object.keys(values).length > 0));
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'chat-e2e-minikube-'));
    const program = await readFile(new URL('testing/fake-tool.cjs', import.meta.url), 'utf8');
    for (const tool of ['minikube', 'kubectl']) {
      await writeFile(file(tool), `#!${process.execPath}\n${program}`, { mode: 0o755 });
    }
    set(BEFORE);
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** Starts it in its own process group, as a terminal does. It has ended only when all its children have. */
  function begin(args: string[], variables = {}) {
    const child = spawn(process.execPath, ['--import', 'tsx', 'tests/e2e/kubernetes/minikube.ts', ...args], {
      detached: true,
      env: { ...process.env, ...variables, PATH: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
      ([[code], ...output]) => ({ code: code as number | null, output: output.join('') }),
    );
    return { child, ended };
  }

  for (const [title, send] of [
    ["the terminal's Ctrl-C", fromTerminal('SIGINT')],
    ['the end of the terminal', fromTerminal('SIGHUP')],
    ['SIGTERM to it alone', alone('SIGTERM')],
    ['SIGHUP to it alone', alone('SIGHUP')],
  ] as const) {
    it(`reverts its changes at ${title}, and fails`, async () => {
      const { child, ended } = begin(stories());
      await waitUntil('a story is told', () => existsSync(file('asked')));
      assert.notDeepEqual(env(), BEFORE);
      send(child);
      const { code, output } = await ended;
      assert.equal(code, 1, output);
      assert.match(output, /Interrupted by SIG/);
      assert.deepEqual(env(), BEFORE);
    });
  }

  it('reverts its changes so far, and runs no story', async () => {
    const { child, ended } = begin(stories(), { STUCK: 'yes' });
    await waitUntil('something is set', () => JSON.stringify(env()).includes('stories-administrator'));
    child.kill('SIGTERM');
    const { code, output } = await ended;
    assert.equal(code, 1, output);
    assert.doesNotMatch(output, /The stories/);
    assert.deepEqual(env(), BEFORE);
  });

  it('cleans up after a run that was killed', async () => {
    set(LEFT);
    await begin(['--list']).ended;
    assert.deepEqual(env(), { 'auth-service': { LOG_LEVEL: 'debug' } });
  });

  for (const missing of ['minikube', 'kubectl']) {
    it(`says in one line what to install when ${missing} is missing`, async () => {
      await rm(file(missing));
      const { code, output } = await begin([]).ended;
      assert.equal(code, 1);
      assert.match(output, new RegExp(`^${missing} is missing\\. Install .*https://.*\n$`));
    });
  }
});
