/** `account.js add NAME`, `account.js reset NAME`: on the database that the environment names, as auth-service's does. */
import { accountCommand } from './account-command.ts';
import { readDatabases } from './config.ts';
import { ConfigError } from '../shared/environment.ts';

try {
  console.log(await accountCommand(process.argv.slice(2), readDatabases()));
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
