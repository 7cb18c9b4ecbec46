/** The result of one check. */
export interface Result {
  name: string;
  /** Empty if it is as the contract says. */
  problems: string[];
}

/** Runs a check that throws if it fails. */
export async function attempt(name: string, check: () => Promise<string[]>): Promise<Result> {
  try {
    return { name, problems: (await check()).filter(Boolean) };
  } catch (error) {
    return { name, problems: [describe(error)] };
  }
}

export function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
