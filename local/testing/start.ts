/** `npm start` from the sources, which a slow machine compiles for long. */
import { runInForeground } from '../foreground.ts';
import { patience } from './patience.ts';

await runInForeground({ readyTimeout: patience });
