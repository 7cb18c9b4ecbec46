/** Runs a task later; the function that it returns prevents that. Tests pass another one. */
export type Later = (run: () => void, milliseconds: number) => () => void;

export const later: Later = (run, milliseconds) => {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
};

/** A search while somebody types waits until typing pauses. */
export const TYPING_PAUSE_MS = 200;

export const HOUR_MS = 60 * 60_000;
