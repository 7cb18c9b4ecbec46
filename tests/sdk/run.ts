/**
 * `npm run test:sdk`: runs the bots of examples/ against the chat at BASE_URL, or one started for them. Without Python,
 * skips what needs it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProduct } from '../../local/product.ts';
import { pythonVenv } from '../../scripts/requirements.ts';

const testFile = (name: string) => fileURLToPath(new URL(`${name}.test.ts`, import.meta.url));

async function runTests(baseUrl: string): Promise<number> {
  const files = [testFile('typescript'), ...((await pythonVenv.isPresent()) ? [testFile('python')] : [])];
  const child = spawn(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=spec', ...files], {
    stdio: 'inherit',
    env: { ...process.env, BASE_URL: baseUrl },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

async function withProduct(work: (baseUrl: string) => Promise<number>): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chat-sdk-'));
  try {
    const product = await startProduct({ dataDir, ports: 0, log: (line) => console.error(line) });
    return await work(product.url).finally(() => product.stop());
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

const { BASE_URL } = process.env;
process.exitCode = BASE_URL ? await runTests(BASE_URL) : await withProduct(runTests);
