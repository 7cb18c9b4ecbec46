import { isExpected } from './expected.ts';
import type { Problem } from './types.ts';

const PROBLEM = 'urn:problem-type:chat:';

type ProblemName = Problem['type'] extends `${typeof PROBLEM}${infer Name}` ? Name : never;

/** Why a call failed. `network`: no answer at all; `unknown`: an answer that no service of ours gave. */
export interface Failure {
  kind: ProblemName | 'network' | 'unknown';
  status: number;
  /** The server's Retry-After, in milliseconds. */
  retryAfter?: number;
  /** Until when it stays so. */
  until?: Date;
}

export type Result<T> = { ok: true; data: T; status: number } | { ok: false; failure: Failure };

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/**
 * Awaits a call of the API; what went wrong is a value, never an exception. A success counts only if the contract knows
 * it, and if it is about what was asked: `answersIt` says so where the contract cannot.
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
    // A body that is not JSON comes from another server.
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
  }
  return failure;
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'type' in error && String(error.type).startsWith(PROBLEM);
}

/** The result of a deletion: if it is deleted already, that is a success. */
export function orGone(result: Result<unknown>): Result<unknown> {
  return result.ok || result.failure.status !== 404 ? result : { ok: true, data: undefined, status: 404 };
}

/** Whether the same call may succeed later, without anything being changed. Only the chat's own refusal is final. */
export function isPassing({ kind, status }: Failure): boolean {
  return kind === 'network' || kind === 'unknown' || status === 429 || status >= 500 || status === 401;
}
