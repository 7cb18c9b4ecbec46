import type { components } from '../../../generated/types/auth.ts';

type Problem = components['schemas']['Problem'];
export type GatewayProblem = Pick<Problem, 'type' | 'title' | 'status'> & { detail: string };

const VALIDATION = 'urn:problem-type:chat:validation';

/** What a gateway answers itself, before or instead of a service. `instance`, the request's id, is added per request. */
export const gatewayProblems = {
  badRequest: {
    type: VALIDATION,
    title: 'The request is not HTTP',
    status: 400,
    detail: 'Send an HTTP/1.1 request with one Host header, and with one length of its body.',
  },
  notFound: {
    type: 'urn:problem-type:chat:not-found',
    title: 'There is no such address',
    status: 404,
    detail: 'Check the path: /docs/auth, /docs/messages and /docs/users describe every address.',
  },
  methodNotAllowed: {
    type: 'urn:problem-type:chat:method-not-allowed',
    title: 'The method is not allowed here',
    status: 405,
    detail:
      'The page can only be read (GET, HEAD). The API is below /api; pages of other origins cannot call it (no CORS).',
  },
  requestTimeout: {
    type: VALIDATION,
    title: 'The request took too long',
    status: 408,
    detail: 'The request did not arrive in time. Send it again.',
  },
  lengthRequired: {
    type: VALIDATION,
    title: 'The length of the body is missing',
    status: 411,
    detail: 'Send Content-Length, or Transfer-Encoding: chunked.',
  },
  payloadTooLarge: {
    type: 'urn:problem-type:chat:payload-too-large',
    title: 'The body is too large',
    status: 413,
    detail: 'A body may have 65536 bytes.',
  },
  uriTooLong: {
    type: VALIDATION,
    title: 'The address is too long',
    status: 414,
    detail: 'Send a shorter path or query: the first line of a request may have 8 KiB.',
  },
  unknownHost: {
    type: VALIDATION,
    title: 'The chat is not known by this host name',
    status: 421,
    detail: 'Open it by one of its own names. If this is one, the operator adds it to PUBLIC_HOSTS and restarts.',
  },
  tooManyRequests: {
    type: 'urn:problem-type:chat:rate-limited',
    title: 'Too many requests',
    status: 429,
    detail: 'Wait a moment and try again.',
  },
  headersTooLarge: {
    type: VALIDATION,
    title: 'The headers are too large',
    status: 431,
    detail: 'Send fewer or shorter ones: a header may have 8 KiB, and all together 16 KiB.',
  },
  internal: {
    type: 'urn:problem-type:chat:internal',
    title: 'The gateway failed',
    status: 500,
    detail: 'Try again. If it stays so, give the operator the id in instance.',
  },
  notImplemented: {
    type: VALIDATION,
    title: 'The transfer coding is unknown',
    status: 501,
    detail: 'Send the body with Content-Length, or with Transfer-Encoding: chunked.',
  },
  unavailable: {
    type: 'urn:problem-type:chat:unavailable',
    title: 'The service cannot do this now',
    status: 503,
    detail: 'The service is out of reach. Try again in a moment.',
  },
  versionNotSupported: {
    type: VALIDATION,
    title: 'The version of HTTP is unknown',
    status: 505,
    detail: 'Send an HTTP/1.1 request.',
  },
} satisfies Record<string, GatewayProblem>;

export type GatewayProblemName = keyof typeof gatewayProblems;

/** nginx's statuses that are answered by the problem of another status: 494 is its own for headers that are too large. */
export const otherStatuses: Partial<Record<GatewayProblemName, number[]>> = {
  // A folder that has no page.
  notFound: [403],
  headersTooLarge: [494],
  unavailable: [502, 504],
};

/** Come back later: answered with Retry-After. */
export const temporary: GatewayProblemName[] = ['tooManyRequests', 'unavailable'];
