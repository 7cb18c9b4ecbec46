/** A logger whose lines a test can read. */
import { createLogger, type Logger } from '../services/shared/logging/logger.ts';

export type LogLine = Record<string, unknown>;

export interface RecordedLog {
  logger: Logger;
  /** Everything that was logged, as text. */
  text(): string;
  /** The audit log's lines since the last call. */
  takeAudit(): LogLine[];
}

export function recordedLog(): RecordedLog {
  const lines: string[] = [];
  let taken = 0;
  return {
    logger: createLogger('test', 'info', { write: (line) => lines.push(line) }),
    text: () => lines.join(''),
    takeAudit: () => {
      const fresh = lines.slice(taken).map((line) => JSON.parse(line) as LogLine);
      taken = lines.length;
      return fresh.filter(({ audit }) => audit === true);
    },
  };
}
