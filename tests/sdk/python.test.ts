import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createApi, expectData } from '../../testkit/api.ts';
import { logForeignEvents } from '../../testkit/foreign-event.ts';
import { assertTalks, assertTellsProblem } from './bot.ts';
import { installOldPythonSdk, installPythonSdk } from './python.ts';

const run = promisify(execFile);
const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}.py`, import.meta.url));

/** The lines that a program prints. */
async function linesOf(python: string, program: string, ...args: string[]): Promise<string[]> {
  const { stdout } = await run(python, [fixture(program), ...args], { timeout: 60_000 });
  return stdout
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.trimEnd());
}

/** What the program prints: the class, the kind and the text of each event, as they are now. */
async function eventsReadBy(python: string): Promise<string[]> {
  const { BASE_URL: baseUrl } = process.env;
  assert.ok(baseUrl, 'BASE_URL is the chat to talk to');
  return linesOf(python, 'events', baseUrl);
}

const bot = {
  language: 'Python',
  command: '',
  args: [fileURLToPath(new URL('../../examples/python/bot.py', import.meta.url))],
};

describe('the Python bot', () => {
  before(async () => {
    bot.command = await installPythonSdk();
  });
  it('logs in, posts and reads', () => assertTalks(bot));
  it('reports API problems', () => assertTellsProblem(bot));
});

describe('a page of events', () => {
  it('is read by the Python SDK of 1.0.0, which knows one class for four kinds', async () => {
    assert.deepEqual(await eventsReadBy(await installOldPythonSdk()), [
      'Event created edited',
      'Event edited edited',
      'Event created',
      'Event deleted',
    ]);
  });

  it('is read by the Python SDK, a class per kind', async () => {
    assert.deepEqual(await eventsReadBy(await installPythonSdk()), [
      'CreatedEvent created edited',
      'EditedEvent edited edited',
      'CreatedEvent created',
      'DeletedEvent deleted',
    ]);
  });
});

const { BASE_URL, ADMIN_NAME, ADMIN_PASSWORD, ADMIN_DATABASE_URL } = process.env;

describe('a page of all kinds of events', { skip: !ADMIN_DATABASE_URL && 'needs a chat of its own' }, () => {
  /** An administrator's token. */
  let token: string;
  /** The position before the events, and after them. */
  let start: number;
  let end: number;

  before(async () => {
    const baseUrl = `${BASE_URL}/api`;
    const body = { username: ADMIN_NAME ?? '', password: ADMIN_PASSWORD ?? '' };
    ({ token } = expectData(await createApi(baseUrl).POST('/login', { body })));
    const api = createApi(baseUrl, { token });
    start = expectData(await api.GET('/messages')).cursor;
    const { id } = expectData(await api.POST('/messages', { body: { id: randomUUID(), message: 'Helo' } }));
    const path = { id };
    expectData(await api.PATCH('/messages/{id}', { params: { path }, body: { message: 'Hello' } }));
    await logForeignEvents(ADMIN_DATABASE_URL ?? '');
    await api.DELETE('/messages/{id}', { params: { path } });
    ({ seq: end } = expectData(await api.DELETE('/messages/clear')));
  });

  it('is read by the Python SDK of 1.0.0, without the kind that it does not know', async () => {
    const python = await installOldPythonSdk();
    const kinds = ['created', 'edited', 'deleted', 'cleared'];
    assert.deepEqual(await linesOf(python, 'kinds', BASE_URL ?? '', token, String(start)), [
      ...kinds.map((kind) => `Event ${kind}`),
      String(end),
    ]);
  });

  it('is read by the Python SDK, without the kind that it does not know', async () => {
    const python = await installPythonSdk();
    assert.deepEqual(await linesOf(python, 'kinds', BASE_URL ?? '', token, String(start)), [
      'CreatedEvent created',
      'EditedEvent edited',
      'DeletedEvent deleted',
      'ClearedEvent cleared',
      String(end),
    ]);
  });
});
