import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { assertTalks, assertTellsProblem } from './bot.ts';
import { installOldPythonSdk, installPythonSdk } from './python.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('fixtures/events.py', import.meta.url));

/** What the program prints: the class, the kind and the text of each event, as they are now. */
async function eventsReadBy(python: string): Promise<string[]> {
  const { BASE_URL: baseUrl } = process.env;
  assert.ok(baseUrl, 'BASE_URL is the chat to talk to');
  const { stdout } = await run(python, [program, baseUrl], { timeout: 60_000 });
  return stdout
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.trimEnd());
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
