import type { Cleanup } from '../local/cleanup.ts';
import type { Requirement } from '../scripts/requirements.ts';
import type { Figure } from './figure.ts';

/** What a cell is given. */
export interface Run {
  /** Shorter and smaller: to see that everything works, not to quote. */
  quick: boolean;
  /** Empty, for this cell alone: data, logs. Removed afterwards. */
  folder: string;
  /** Whatever a cell started that is still there at its end is stopped by this, also when it throws. */
  cleanup: Cleanup;
  /** One line of progress. */
  say: (line: string) => void;
}

/** One subject: starts what it measures and what stands beside it, side by side, and stops it again. */
export interface Cell {
  name: string;
  /** Where it is missing, the cell is left out. */
  needs?: Requirement;
  measure: (run: Run) => Promise<Figure[]>;
}
