import { DeployError } from '../../../scripts/kubernetes/command.ts';

/**
 * From now on the termination signals abort the work instead of the process, so that its changes are reverted. Throws
 * DeployError when it is asked whether to continue.
 */
export function listenForInterruption(): AbortSignal {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => interruption.abort(new DeployError(`Interrupted by ${signal}.`)));
  }
  // A child, as Playwright, gets Ctrl-C from the terminal itself. On SIGTERM, which may be for us alone, it is ended;
  // so it is on SIGHUP.
  process.on('SIGHUP', () => process.emit('SIGTERM'));
  // A closed terminal accepts no more output.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  return interruption.signal;
}
