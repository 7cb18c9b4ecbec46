/** Runs PostgreSQL on the folder it is given, and tells its address. */
import { startPostgres } from '../postgres.ts';

const { adminUrl } = await startPostgres({ dataDir: process.argv[2] ?? '' });
process.send?.(adminUrl);
