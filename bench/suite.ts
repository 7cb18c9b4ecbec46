import type { Cleanup } from '../local/cleanup.ts';
import type { Requirement } from '../scripts/requirements.ts';
import type { Metric } from './metric.ts';

/** What a suite receives. */
export interface Run {
  /** Shorter and smaller: a smoke test, not metrics to quote. */
  quick: boolean;
  /** An empty folder for this suite's data and logs. Removed afterwards. */
  folder: string;
  /** Registers a clean-up that runs at the suite's end, even if the suite throws. */
  cleanup: Cleanup;
  /** One line of progress. */
  say: (line: string) => void;
}

/** One subject: starts what it measures and its baselines, and stops them again. */
export interface Suite {
  name: string;
  /** If it is missing, the suite is skipped. */
  needs?: Requirement;
  measure: (run: Run) => Promise<Metric[]>;
}
