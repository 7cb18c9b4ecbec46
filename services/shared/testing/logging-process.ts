/** Logs until it is told to stop, and answers each `log` when its line was tried. */
import { createLogger } from '../log.ts';

const logger = createLogger('test', 'info');
process.on('message', (text: string) => {
  if (text === 'stop') process.exit(0);
  logger.info(text);
  process.stderr.write('a last line\n');
  process.send?.('logged');
});
process.send?.('ready');
