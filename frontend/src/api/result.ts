import { isExpected } from './expected.ts';
import type { Problem } from './types.ts';

const PROBLEM = 'urn:problem-type:chat:';

type ProblemName = Problem['type'] extends `${typeof PROBLEM}${infer Name}` ? Name : never;

/** Why a request failed. `network`: no response; `unknown`: a response that is not from the chat's services. */
export interface Failure {
  kind: ProblemName | 'network' | 'unknown';
  status: number;
  /** The server's Retry-After, in milliseconds. */
  retryAfter?: number;
  /** When the reason ends. */
  until?: Date;
  /** The invalid parts of the request, such as `/body/title`. */
  fields?: string[];
}

export type Result<T> = { ok: true; data: T; status: number } | { ok: false; failure: Failure };

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/**
 * Awaits an API request and returns failures as values, never as exceptions. A success counts only if it conforms to
 * the contract and, where that is not enough, if `answersIt` confirms that it belongs to the request.
 */
export async function attempt<T>(call: Promise<Answer<T>>, answersIt?: (data: T) => boolean): Promise<Result<T>> {
  try {
    const { data, error, response } = await call;
    if (!response.ok) return { ok: false, failure: failureOf(error, response) };
    if (isExpected(response, data) && (answersIt?.(data as T) ?? true)) {
      return { ok: true, data: data as T, status: response.status };
    }
    if (data instanceof ReadableStream) void data.cancel().catch(() => undefined);
    return { ok: false, failure: { kind: 'unknown', status: response.status } };
  } catch (error) {
    // A body that is not JSON is from another server.
    return { ok: false, failure: { kind: error instanceof SyntaxError ? 'unknown' : 'network', status: 0 } };
  }
}

export function failureOf(error: unknown, { status, headers }: Pick<Response, 'status' | 'headers'>): Failure {
  const failure: Failure = { kind: status >= 502 ? 'unavailable' : 'unknown', status };
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  if (seconds >= 0) failure.retryAfter = seconds * 1000;
  if (isProblem(error)) {
    failure.kind = error.type.slice(PROBLEM.length) as ProblemName;
    if (error.until !== undefined) failure.until = new Date(error.until);
    if (Array.isArray(error.errors)) failure.fields = error.errors.map(({ field }) => field);
  }
  return failure;
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'type' in error && String(error.type).startsWith(PROBLEM);
}

/** The result of a deletion, which also succeeds if the target is already deleted. */
export function orGone(result: Result<unknown>): Result<unknown> {
  return result.ok || result.failure.status !== 404 ? result : { ok: true, data: undefined, status: 404 };
}

/** Whether a retry of the same request may succeed. Only a refusal by the chat itself is final. */
export function isPassing({ kind, status }: Failure): boolean {
  return kind === 'network' || kind === 'unknown' || status === 429 || status >= 500 || status === 401;
}
