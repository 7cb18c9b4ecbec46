import { pino, type Logger } from 'pino';

export type { Logger };

/** JSON lines on standard output. Secrets never get there: what may hold one is cut out here, whoever logs it. */
export function createLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: ['token', 'password', '*.token', '*.password', '*.authorization', '*.cookie', 'headers.*'],
      censor: '[secret]',
    },
  });
}
