import type { Client } from 'openapi-fetch';
import type { components, paths } from '../../../generated/types/auth.ts';
import { invalid } from '../../shared/http/invalid.ts';
import { createServiceClient } from '../../shared/http/service-client.ts';
import { askService, unexpectedAnswer } from '../../shared/http/ask-service.ts';
import { Problem, type ProblemBody } from '../../shared/problem.ts';

const TIMEOUT_MS = 2_000;
const FAILURE = 'Names cannot be compared now';

export type ShownName = components['schemas']['ShownName'];

/** Claims of display names at auth-service, which compares them with the names of everybody. */
export class DisplayNameClaims {
  readonly #client: Client<paths>;

  constructor(authUrl: string) {
    this.#client = createServiceClient<paths>(authUrl, TIMEOUT_MS);
  }

  /**
   * Call it before storing a display name, and `confirm` afterwards.
   *
   * @throws the refusal, or `unavailable` if auth-service is unreachable or does not know the operation yet
   */
  async claim(claim: ShownName, requestId: string): Promise<void> {
    const headers = { 'X-Request-Id': requestId };
    const { error, response } = await askService('auth-service', FAILURE, () =>
      this.#client.POST('/display-names', { body: claim, headers }),
    );
    if (!response.ok) throw refusal(error) ?? unexpectedAnswer('auth-service', FAILURE, response);
  }

  /**
   * Frees the display names that these people have no longer.
   *
   * @returns those who have not claimed the one that they have
   */
  async confirm(people: ShownName[], requestId: string): Promise<Set<string>> {
    const headers = { 'X-Request-Id': requestId };
    const { data, response } = await askService('auth-service', FAILURE, () =>
      this.#client.PUT('/display-names', { body: { people }, headers }),
    );
    if (!data) throw unexpectedAnswer('auth-service', FAILURE, response);
    return new Set(data.unclaimed);
  }
}

/** What auth-service refuses, for the client that chose the name. */
function refusal(problem: ProblemBody | undefined): Problem | undefined {
  switch (problem?.type) {
    case 'urn:problem-type:chat:name-taken':
      return new Problem('name-taken', problem.detail ?? '');
    case 'urn:problem-type:chat:name-reserved':
      return new Problem('name-reserved', problem.detail ?? '');
    case 'urn:problem-type:chat:validation':
      return invalid(problem.errors ?? []);
    case 'urn:problem-type:chat:unknown-person':
      return new Problem('unauthenticated', 'The session has ended. Log in again.');
    default:
      return undefined;
  }
}
