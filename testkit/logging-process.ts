/** Logs until told to stop, and replies to each `log` once writing its line was attempted. */
import { createLogger } from '../services/shared/logging/logger.ts';

const logger = createLogger('test', 'info');
process.on('message', (text: string) => {
  if (text === 'stop') process.exit(0);
  logger.info(text);
  process.stderr.write('a last line\n');
  process.send?.('logged');
});
process.send?.('ready');
