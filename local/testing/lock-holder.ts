/** Holds the lock of the given folder until it is killed. */
import { lockDataDir } from '../data-dir.ts';

await lockDataDir(process.argv[2] ?? '');
process.on('message', () => undefined);
process.send?.('held');
