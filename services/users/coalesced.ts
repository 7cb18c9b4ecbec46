/**
 * Runs `work` one at a time. Calls made during a run share one more run, which begins when the current one has ended:
 * so everything that a caller did before its call is seen by the run that it waits for.
 */
export function coalesced(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const run = () => {
    next = undefined;
    running = work().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => next ?? (running ? (next = running.then(run, run)) : run());
}
