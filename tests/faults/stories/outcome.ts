/** What a story found out. */
export interface Outcome {
  /** What happened, in figures. */
  summary: string;
  /** What must not have happened, one line for each kind; empty if nothing is wrong. */
  violations: string[];
}

/** Logs a line of progress. */
export type Log = (line: string) => void;
