import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger };

/** What cannot be written is kept for the next try; of more than this the newest lines are dropped. */
const MAX_UNWRITTEN_BYTES = 1_048_576;

/**
 * JSON lines on standard output. Secrets never get there: what may hold one is cut out here, whoever logs it.
 *
 * @param destination instead of standard output
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
 * A log that cannot be written (the disk is full, its reader is gone or has stopped reading) never ends the process, nor
 * stops it: what is left is tried again with the next line.
 */
function standardOutput(): DestinationStream {
  // Node makes a pipe non-blocking once its stream is asked for; a full one is then an error instead of a wait.
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

/** The same for what Node itself prints, and for last lines. */
export function ignoreOutputErrors(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
  }
}

function ignore(): void {
  // There is nowhere to report it.
}
