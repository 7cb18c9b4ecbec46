/** Runs tasks of which some need what others make, a few at a time. */

export interface Task {
  name: string;
  /** Must have ended before; a name that is not among the tasks is not waited for. */
  after?: readonly string[];
  /** Shares the machine with no other task. */
  alone?: boolean;
}

/** Starts the tasks in their order, each in the first free lane. The results are in that order too. */
export async function runInLanes<T extends Task, R>(
  tasks: readonly T[],
  lanes: number,
  run: (task: T) => Promise<R>,
): Promise<R[]> {
  const waiting = [...tasks];
  const running = new Map<T, Promise<void>>();
  const results = new Map<T, R>();

  const hasEnded = (name: string) => ![...waiting, ...running.keys()].some((task) => task.name === name);
  const canStart = ({ after = [], alone }: T) => after.every(hasEnded) && !(alone && running.size > 0);
  const isFree = () => running.size < lanes && ![...running.keys()].some(({ alone }) => alone);
  const start = async (task: T) => {
    results.set(task, await run(task));
    running.delete(task);
  };

  while (results.size < tasks.length) {
    const next = isFree() ? waiting.findIndex(canStart) : -1;
    const [task] = next < 0 ? [] : waiting.splice(next, 1);
    if (task) running.set(task, start(task));
    else if (running.size > 0) await Promise.race(running.values());
    else throw new Error(`These wait for each other: ${waiting.map(({ name }) => name).join(', ')}.`);
  }
  return tasks.map((task) => results.get(task) as R);
}
