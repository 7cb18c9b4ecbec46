/** Runs PostgreSQL on the given folder, and reports its address. */
import { startPostgres } from '../postgres.ts';

const { adminUrl } = await startPostgres({ dataDir: process.argv[2] ?? '' });
process.send?.(adminUrl);
