/** `npm start` from the sources, whose compilation takes long on a slow machine. */
import { runInForeground } from '../foreground.ts';
import { patience } from './patience.ts';

await runInForeground({ readyTimeout: patience });
