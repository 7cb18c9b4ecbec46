/**
 * Runs `work` one at a time. Calls that come while it runs share one more run, which begins when that one has ended: so
 * whatever a caller did before it called is seen by the run that it waits for.
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
