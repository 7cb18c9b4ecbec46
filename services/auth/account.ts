/** `account.js list`, `account.js add NAME` and so on: on the database that the environment names, as auth-service's does. */
import { appendFileSync, readFileSync } from 'node:fs';
import { ConfigError } from '../shared/environment.ts';
import { createLogger } from '../shared/log.ts';
import { accountCommand } from './account-command.ts';
import { readDatabases } from './config.ts';
import { confirm } from './confirm.ts';

const CONTAINER_LOG = '/proc/1/fd/1';

try {
  const logger = createLogger('auth-service', 'info', { write: log });
  console.log(await accountCommand(process.argv.slice(2), readDatabases(), { confirm, logger }));
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}

/** To the log of auth-service if that is this container's process, as in `kubectl exec`; otherwise to standard error. */
function log(line: string): void {
  try {
    if (readFileSync('/proc/1/cmdline', 'utf8').includes('services/auth/server')) {
      appendFileSync(CONTAINER_LOG, line);
      return;
    }
  } catch {
    // Another system, or another user's process.
  }
  process.stderr.write(line);
}
