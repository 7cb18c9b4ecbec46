import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Bot {
  language: string;
  command: string;
  args: string[];
}

function runBot({ command, args }: Bot, baseUrl: string) {
  return run(command, [...args, baseUrl], { timeout: 60_000 });
}

/** Asserts that the bot prints the history with its own message last, and that the next bot sees that message. */
export async function assertTalks(bot: Bot): Promise<void> {
  const { BASE_URL: baseUrl } = process.env;
  assert.ok(baseUrl, 'BASE_URL is the chat to talk to');
  const own = new RegExp(`^\\S+ (Bot-[0-9a-f]{6}): Hello from \\1, in ${bot.language}$`);
  const first = (await runBot(bot, baseUrl)).stdout.trimEnd().split(/\r?\n/);
  assert.match(first.at(-1) ?? '', own);
  const second = (await runBot(bot, baseUrl)).stdout.trimEnd().split(/\r?\n/);
  assert.match(second.at(-1) ?? '', own);
  assert.ok(second.includes(first.at(-1) ?? ''), second.join('\n'));
}

/** Asserts that the bot prints the API's problem and exits with an error code. */
export async function assertTellsProblem(bot: Bot): Promise<void> {
  const problem = {
    type: 'urn:problem-type:chat:guest-login-off',
    title: 'Guest login is off',
    status: 403,
    detail: 'Ask the operator for an account.',
  };
  const server = createServer((_request, response) => {
    response.writeHead(403, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(problem));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await assert.rejects(runBot(bot, `http://127.0.0.1:${port}`), { code: 1, stderr: /Ask the operator for an account/ });
  server.close();
}
