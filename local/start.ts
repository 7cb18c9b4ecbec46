/** `npm start`: the chat on this machine, until Ctrl-C. */
import { runInForeground } from './foreground.ts';

await runInForeground();
