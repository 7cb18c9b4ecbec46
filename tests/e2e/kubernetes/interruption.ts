import { DeployError } from '../../../scripts/kubernetes/command.ts';

/**
 * From now on the signals that end a program abort this one's work instead: what it changed is taken back first. Throws
 * DeployError where it is asked whether to go on.
 */
export function listenForInterruption(): AbortSignal {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => interruption.abort(new DeployError(`Interrupted by ${signal}.`)));
  }
  // A child, as Playwright, gets Ctrl-C from the terminal itself. On SIGTERM, which may be for us alone, it is ended; so
  // it is on SIGHUP.
  process.on('SIGHUP', () => process.emit('SIGTERM'));
  // A terminal that is closed takes no more lines.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  return interruption.signal;
}
