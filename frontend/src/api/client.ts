import createClient, { type Client } from 'openapi-fetch';
import { noteServerTime } from '../state/calendar.ts';
import { expectAnswer } from './expected.ts';
import type { Paths } from '../../../generated/types/paths.ts';

export type Api = Client<Paths, 'application/json'>;

/** The API of the three services behind the gateway: paths, bodies and responses are typed by the contracts. */
export function createApi(fetch: (request: Request) => Promise<Response>, baseUrl = '/api'): Api {
  const api = createClient<Paths, 'application/json'>({
    baseUrl,
    fetch,
    // A list is one parameter, separated by commas.
    querySerializer: { array: { style: 'form', explode: false } },
  });
  api.use({
    onResponse({ request, schemaPath, response }) {
      noteServerTime(response);
      expectAnswer(response, `${request.method} ${schemaPath}`);
    },
  });
  return api;
}

/** The request timeout: a lost connection may stay silent for minutes. `abort` ends the request before. */
export const deadline = (abort?: AbortSignal): AbortSignal => {
  const timeout = AbortSignal.timeout(15_000);
  return abort ? AbortSignal.any([timeout, abort]) : timeout;
};
