import { Batcher } from '../../shared/database/batcher.ts';
import type { AuditLine } from '../../shared/logging/audit.ts';
import type { Logger } from '../../shared/logging/logger.ts';
import type { AuditStore, KeptLine } from './store.ts';

/** Stores the audit log's lines in batches, so that no request waits for it. */
export class AuditKeeper {
  readonly #writer: Batcher<KeptLine, undefined>;
  readonly #now: () => Date;
  readonly #logger: Logger;

  constructor(store: AuditStore, now: () => Date, logger: Logger) {
    const append = async (lines: readonly KeptLine[]) => {
      await store.append(lines);
      return lines.map(() => undefined);
    };
    this.#writer = new Batcher(append, { queueFull: 'Too many audit lines wait to be stored.' });
    this.#now = now;
    this.#logger = logger;
  }

  readonly keep = (entry: AuditLine): void => {
    this.#writer
      .add({ at: this.#now(), entry })
      .catch((err: unknown) => this.#logger.warn({ err }, 'could not store a line of the audit log'));
  };

  /** Resolves once everything is stored. */
  close(): Promise<void> {
    return this.#writer.close();
  }
}
