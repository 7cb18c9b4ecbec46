import { unavailable } from '../problem.ts';

/**
 * Asks another service, twice if need be: the first attempt may hit a replica that has just died; the second reaches
 * another one.
 *
 * @param failure what cannot be done without the answer
 * @throws `unavailable` if the service is unreachable
 */
export async function askService<Answer>(
  service: string,
  failure: string,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === 2) throw unavailable(`${failure}: ${service} is unreachable.`, error);
    }
  }
}

/** For answers that no caller can do anything about. */
export function unexpectedAnswer(service: string, failure: string, { status }: Response): Error {
  return unavailable(`${failure} (${service} answered ${status}).`);
}
