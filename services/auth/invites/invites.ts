import type { Client } from 'openapi-fetch';
import type { components, paths } from '../../../generated/types/messages.ts';
import { askService, unexpectedAnswer } from '../../shared/http/ask-service.ts';
import { createServiceClient } from '../../shared/http/service-client.ts';
import { Problem, type ProblemBody } from '../../shared/problem.ts';

const TIMEOUT_MS = 2_000;
const FAILURE = 'Invites cannot be checked now';
const INVALID: components['schemas']['ProblemType'] = 'urn:problem-type:chat:invite-invalid';

export type InviteTerms = components['schemas']['InviteTerms'];

/** Knows what invites are for, by asking message-service. */
export class Invites {
  readonly #client: Client<paths>;

  constructor(messagesUrl: string) {
    this.#client = createServiceClient<paths>(messagesUrl, TIMEOUT_MS);
  }

  /**
   * What an invite lets somebody do who is not logged in.
   *
   * @throws `invite-invalid`, or `unavailable` if message-service is unreachable
   */
  async inspect(code: string, requestId: string): Promise<InviteTerms> {
    const { data, error, response } = await askService('message-service', FAILURE, () =>
      this.#client.POST('/invites/inspect', { body: { code }, headers: { 'X-Request-Id': requestId } }),
    );
    if (data) return data;
    throw refusal(error, response.status) ?? unexpectedAnswer('message-service', FAILURE, response);
  }
}

/** A replica of the release before knows no invites, and answers another 404. */
function refusal(problem: ProblemBody | undefined, status: number): Problem | undefined {
  return problem?.type === INVALID ? new Problem('invite-invalid', problem.detail ?? '', { status }) : undefined;
}
