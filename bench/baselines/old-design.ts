/** What this project grew from: two Flask services, messages in memory. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Cleanup } from '../../local/cleanup.ts';
import { freePort } from '../../local/ports.ts';
import { waitUntil } from '../../testkit/wait-until.ts';
import type { Baseline } from '../baseline.ts';
import { startPython } from './start.ts';

export const OLD_DESIGN = 'the old design (Flask, token verified over HTTP)';
export const HOW_TO_INSTALL_FLASK = 'apt-get install python3-flask python3-jwt, or pip install flask pyjwt';

/** Undefined if Python or Flask is missing. */
export async function startOldDesign(cleanup: Cleanup, people: number): Promise<Baseline | undefined> {
  const python = await pythonWithFlask();
  if (python === undefined) return undefined;
  const [authPort, port] = [await freePort(), await freePort()];
  const authUrl = `http://127.0.0.1:${authPort}`;
  const url = `http://127.0.0.1:${port}`;
  const secret = randomBytes(32).toString('base64url');
  const auth = startPython(cleanup, python, 'flask-auth.py', { PORT: String(authPort), JWT_SECRET: secret });
  const messages = startPython(cleanup, python, 'flask-messages.py', { PORT: String(port), AUTH_URL: authUrl });
  await waitUntil('the old design answers', async () => (await answers(authUrl)) && (await answers(url)));
  const tokens = await Promise.all(Array.from({ length: people }, (_, index) => logIn(authUrl, `Person-${index + 1}`)));
  return { name: OLD_DESIGN, url, tokens, pid: messages, allPids: () => Promise.resolve([messages, auth]) };
}

/** The system's Python has the system's packages, whichever Python comes first in PATH. */
async function pythonWithFlask(): Promise<string | undefined> {
  for (const command of ['python3', '/usr/bin/python3', 'python']) {
    const check = promisify(execFile)(command, ['-c', 'import flask, jwt'], { timeout: 30_000 });
    const isThere = await check.then(
      () => true,
      () => false,
    );
    if (isThere) return command;
  }
  return undefined;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
    () => true,
    () => false,
  );
}

async function logIn(url: string, username: string): Promise<string> {
  const response = await fetch(`${url}/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username }),
    signal: AbortSignal.timeout(30_000),
  });
  const { token } = (await response.json()) as { token: string };
  return token;
}
