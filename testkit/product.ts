/** Chats of the stories' own: everything in a temporary folder, on free ports, with limits that tests do not reach. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startProduct } from '../local/product.ts';
import { TEST_TIMEOUT_MS } from '../local/testing/timeout.ts';
import { RAISED_LIMITS } from './raised-limits.ts';

/** The variables that support/environment.ts reads. */
export type Variables = Record<'BASE_URL' | 'SERVICE_URLS' | 'ADMIN_NAME' | 'ADMIN_PASSWORD', string>;

const adminName = 'Administrator';

/** Overrides the shell's environment: no other database is touched, and the limits are high. */
const settings = {
  NODE_ENV: 'production',
  LOG_LEVEL: 'warn',
  DATABASE_URL: '',
  ADMINS: adminName,
  GUEST_LOGIN: 'on',
  // The names of the project "insecure context".
  PUBLIC_HOSTS: 'chat.test, loopback.test',
  ...Object.fromEntries(Object.values(RAISED_LIMITS).flatMap((limits) => Object.entries(limits))),
};

/** @param work gets, beside the variables, PostgreSQL's address as its administrator */
export async function withProduct<T>(work: (variables: Variables, adminUrl: string) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'chat-e2e-'));
  try {
    const env = { ...process.env, ...settings };
    const log = (line: string) => console.error(line);
    const product = await startProduct({ dataDir, ports: 0, env, log, readyTimeout: TEST_TIMEOUT_MS });
    try {
      const variables = {
        BASE_URL: product.url,
        SERVICE_URLS: JSON.stringify(product.urls),
        ADMIN_NAME: adminName,
        ADMIN_PASSWORD: passwordIn(await addAccount(adminName, dataDir)),
      };
      return await work(variables, product.adminUrl);
    } finally {
      await product.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Starts several chats, which share nothing. */
export async function withProducts<T>(
  count: number,
  work: (chats: Variables[]) => Promise<T>,
  started: Variables[] = [],
): Promise<T> {
  if (started.length === count) return work(started);
  return withProduct((chat) => withProducts(count, work, [...started, chat]));
}

/** As an operator does it. */
async function addAccount(name: string, dataDir: string): Promise<string> {
  const command = fileURLToPath(new URL('../local/account.ts', import.meta.url));
  const env = { ...process.env, ...settings, DATA_DIR: dataDir };
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', command, 'add', name], { env });
  return stdout;
}

/** The output of the account command ends with the password. */
export function passwordIn(output: string): string {
  return output.trim().split('\n').at(-1)?.trim() ?? '';
}
