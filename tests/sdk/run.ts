/**
 * `npm run test:sdk`: runs the bots of examples/ against the chat at BASE_URL, or one started for them. Without Python,
 * skips what needs it; at BASE_URL, what needs a database and an administrator.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { urlFor } from '../../services/bootstrap/bootstrap.ts';
import { pythonVenv } from '../../scripts/requirements.ts';
import { withProduct } from '../../testkit/product.ts';

const testFile = (name: string) => fileURLToPath(new URL(`${name}.test.ts`, import.meta.url));

async function runTests(variables: Record<string, string>): Promise<number> {
  const files = [testFile('typescript'), ...((await pythonVenv.isPresent()) ? [testFile('python')] : [])];
  const child = spawn(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=spec', ...files], {
    stdio: 'inherit',
    env: { ...process.env, ...variables },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

const { BASE_URL } = process.env;
process.exitCode = BASE_URL
  ? await runTests({})
  : await withProduct((variables, adminUrl) =>
      runTests({ ...variables, ADMIN_DATABASE_URL: urlFor(adminUrl, { database: 'chat' }) }),
    );
