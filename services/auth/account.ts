/** `account.js list`, `account.js add NAME` and so on, with the same environment as auth-service. */
import { appendFileSync, readFileSync } from 'node:fs';
import { ConfigError } from '../shared/environment.ts';
import { createLogger } from '../shared/logging/logger.ts';
import { accountCommand } from './accounts/command/command.ts';
import { readDatabases } from './config.ts';
import { confirm } from './accounts/command/confirm.ts';

const CONTAINER_LOG = '/proc/1/fd/1';

try {
  const logger = createLogger('auth-service', 'info', { write: log });
  console.log(await accountCommand(process.argv.slice(2), readDatabases(), { confirm, logger }));
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}

/** Logs to auth-service's output if that is the container's main process, as in `kubectl exec`; else to stderr. */
function log(line: string): void {
  try {
    if (readFileSync('/proc/1/cmdline', 'utf8').includes('services/auth/server')) {
      appendFileSync(CONTAINER_LOG, line);
      return;
    }
  } catch {
    // Not Linux, or the process belongs to another user.
  }
  process.stderr.write(line);
}
