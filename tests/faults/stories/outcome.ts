/** What a story found out. */
export interface Outcome {
  /** What happened, in figures. */
  summary: string;
  /** What must not have happened, one line for each kind; none where all is well. */
  violations: string[];
}

/** A line for whoever watches. */
export type Tell = (line: string) => void;
