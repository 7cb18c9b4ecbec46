import createClient, { type Client } from 'openapi-fetch';
import type { components } from '../generated/types/auth.ts';
import type { Paths } from '../generated/types/paths.ts';

export type Session = components['schemas']['Session'];

/** A client of all services, typed by their contracts. It retries nothing by itself. */
export type Api = Client<Paths>;

export interface ApiOptions {
  token?: string | undefined;
  headers?: Record<string, string>;
  fetch?: (request: Request) => Promise<Response>;
}

const TIMEOUT_MS = 20_000;

/** @param baseUrl a service's address, or a gateway's with /api */
export function createApi(baseUrl: string, { token, headers, fetch = boundedFetch }: ApiOptions = {}): Api {
  return createClient({
    baseUrl,
    fetch,
    headers: { ...headers, ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) },
  });
}

/** `fetch` with a timeout. */
function boundedFetch(request: Request): Promise<Response> {
  return fetch(request, { signal: AbortSignal.timeout(TIMEOUT_MS) });
}

/** The response's body; throws what the service answered instead of a success. */
export function expectData<T>({ data, error, response }: { data?: T; error?: unknown; response: Response }): T {
  if (data === undefined) throw new Error(`${response.url} answered ${response.status}: ${JSON.stringify(error)}`);
  return data;
}
