import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from '../../../generated/types/messages.ts';
import { serviceFetch } from '../../shared/http/service-fetch.ts';
import { Problem, unavailable } from '../../shared/problem.ts';

const TIMEOUT_MS = 2_000;
const INVALID: components['schemas']['ProblemType'] = 'urn:problem-type:chat:invite-invalid';

export type InviteTerms = components['schemas']['InviteTerms'];

/** Knows what invites are for, by asking message-service. */
export class Invites {
  readonly #client: Client<paths>;

  constructor(messagesUrl: string) {
    this.#client = createClient<paths>({ baseUrl: messagesUrl, fetch: serviceFetch(TIMEOUT_MS) });
  }

  /**
   * What an invite lets somebody do who is not logged in.
   *
   * @throws `invite-invalid`, or `unavailable` if message-service is unreachable
   */
  async inspect(code: string, requestId: string): Promise<InviteTerms> {
    for (let attempt = 1; ; attempt++) {
      try {
        const { data, error, response } = await this.#client.POST('/invites/inspect', {
          body: { code },
          headers: { 'X-Request-Id': requestId },
        });
        if (data) return data;
        const { status } = response;
        // A replica of the release before knows no invites, and answers another 404.
        if (error.type === INVALID) throw new Problem('invite-invalid', error.detail ?? '', { status });
        throw unavailable(`Invites cannot be checked now (message-service answered ${status}).`);
      } catch (error) {
        if (error instanceof Problem) throw error;
        // The first attempt may hit a replica that has just died; the second reaches another one.
        if (attempt === 2) throw unavailable('Invites cannot be checked now: message-service is unreachable.', error);
      }
    }
  }
}
