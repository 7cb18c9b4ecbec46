/** `npm start` from the sources, whose compilation takes long on a slow machine. */
import { runInForeground } from '../foreground.ts';
import { TEST_TIMEOUT_MS } from './timeout.ts';

await runInForeground({ readyTimeout: TEST_TIMEOUT_MS });
