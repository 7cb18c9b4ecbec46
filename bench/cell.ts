import type { Cleanup } from '../local/cleanup.ts';
import type { Requirement } from '../scripts/requirements.ts';
import type { Figure } from './figure.ts';

/** What a cell receives. */
export interface Run {
  /** Shorter and smaller: a smoke test, not figures to quote. */
  quick: boolean;
  /** An empty folder for this cell's data and logs. Removed afterwards. */
  folder: string;
  /** Registers a clean-up that runs at the cell's end, even if the cell throws. */
  cleanup: Cleanup;
  /** One line of progress. */
  say: (line: string) => void;
}

/** One subject: starts what it measures and its baselines, and stops them again. */
export interface Cell {
  name: string;
  /** If it is missing, the cell is skipped. */
  needs?: Requirement;
  measure: (run: Run) => Promise<Figure[]>;
}
