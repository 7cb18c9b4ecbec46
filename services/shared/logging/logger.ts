import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger };

/** Unwritten lines are kept for the next attempt; beyond this size the newest are dropped. */
const MAX_UNWRITTEN_BYTES = 1_048_576;

/**
 * Logs JSON lines to standard output. Fields that may contain secrets are redacted here, whatever code logs them.
 *
 * @param destination replaces standard output
 */
export function createLogger(service: string, level: string, destination = standardOutput()): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ['token', 'password', '*.token', '*.password', '*.authorization', '*.cookie', 'headers.*'],
        censor: '[secret]',
      },
    },
    destination,
  );
}

/**
 * A log that cannot be written (full disk, a reader that is gone or stalls) never ends or blocks the process: the rest
 * is retried with the next line.
 */
function standardOutput(): DestinationStream {
  // Accessing the stream makes Node set a pipe to non-blocking; a full one then gives an error instead of blocking.
  ignoreOutputErrors();
  const stream = pino.destination({
    dest: process.stdout.fd,
    sync: true,
    maxLength: MAX_UNWRITTEN_BYTES,
    retryEAGAIN: () => false,
  });
  stream.on('error', ignore);
  return stream;
}

/** The same for what Node itself prints, and for final error lines. */
export function ignoreOutputErrors(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
  }
}

function ignore(): void {
  // There is no other place to report it.
}
