import type { components } from '../../generated/types/auth.ts';

export type ProblemBody = components['schemas']['Problem'];
type FieldError = components['schemas']['FieldError'];
type ProblemName = components['schemas']['ProblemType'] extends `urn:problem-type:chat:${infer Name}` ? Name : never;

/** Status and title per problem kind. The type keeps it in line with the contract's kinds. */
const KINDS: Record<ProblemName, { status: number; title: string }> = {
  validation: { status: 400, title: 'The request does not follow the contract' },
  'malformed-body': { status: 400, title: 'The body is not JSON' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body has the wrong media type' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  unauthenticated: { status: 401, title: 'Authentication required' },
  'password-required': { status: 401, title: 'Password required' },
  'wrong-password': { status: 401, title: 'The password is wrong' },
  'guest-login-off': { status: 403, title: 'Guest login is off' },
  'name-taken': { status: 409, title: 'This name is taken' },
  'name-reserved': { status: 403, title: 'This name is reserved' },
  'account-disabled': { status: 403, title: 'This account is disabled' },
  forbidden: { status: 403, title: 'Permission denied' },
  'unknown-room': { status: 404, title: 'Room not found' },
  'unknown-person': { status: 404, title: 'Person not found' },
  'room-archived': { status: 409, title: 'The room is archived' },
  'room-name-taken': { status: 409, title: 'This name is taken' },
  'limit-reached': { status: 409, title: 'A limit is reached' },
  'invite-invalid': { status: 410, title: 'The invite is not valid' },
  'id-conflict': { status: 409, title: 'This id is taken' },
  'message-deleted': { status: 409, title: 'The message is deleted' },
  'cursor-gone': { status: 410, title: 'The cursor is not from this log' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'too-many-streams': { status: 503, title: 'Too many streams' },
  unavailable: { status: 503, title: 'Service unavailable' },
  internal: { status: 500, title: 'The service failed' },
};

export interface ProblemOptions {
  /** Overrides the kind's status: a wrong current password is 403, a wrong one at login 401. */
  status?: number;
  title?: string;
  errors?: FieldError[];
  until?: Date;
  /** In seconds; sent as Retry-After. */
  retryAfter?: number;
  headers?: Record<string, string>;
  cause?: unknown;
}

/** An error reported to the client as problem+json (RFC 9457). All other errors become `internal`. */
export class Problem extends Error {
  readonly kind: ProblemName;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly #title: string;
  readonly #options: ProblemOptions;

  constructor(kind: ProblemName, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.kind = kind;
    this.status = options.status ?? KINDS[kind].status;
    this.#title = options.title ?? KINDS[kind].title;
    this.#options = options;
    this.headers = {
      ...(this.status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
      ...(options.retryAfter === undefined ? {} : { 'Retry-After': String(Math.ceil(options.retryAfter)) }),
      ...options.headers,
    };
  }

  /** @param instance the request id, which is also in the logs */
  body(instance: string): ProblemBody {
    const { errors, until } = this.#options;
    return {
      type: `urn:problem-type:chat:${this.kind}`,
      title: this.#title,
      status: this.status,
      detail: this.message,
      instance,
      ...(errors ? { errors } : {}),
      ...(until ? { until: until.toISOString() } : {}),
    };
  }
}

/** A dependency is unreachable. Retry-After is randomized, so that clients do not all retry at the same time. */
export function unavailable(detail: string, cause?: unknown): Problem {
  return new Problem('unavailable', `${detail} Try again in a moment.`, { retryAfter: 1 + Math.random() * 2, cause });
}
