import type { components } from '../../../generated/types/auth.ts';
import { UNKNOWN_HOST } from '../../../services/shared/http/hosts.ts';

type Problem = components['schemas']['Problem'];
export type GatewayProblem = Pick<Problem, 'type' | 'title' | 'status'> & { detail: string };

const VALIDATION = 'urn:problem-type:chat:validation';

/** The gateway's own problem responses. `instance`, the request id, is added per request. */
export const gatewayProblems = {
  badRequest: {
    type: VALIDATION,
    title: 'The request is not HTTP',
    status: 400,
    detail: 'Send an HTTP/1.1 request with one Host header, and with one length of its body.',
  },
  notFound: {
    type: 'urn:problem-type:chat:not-found',
    title: 'Not found',
    status: 404,
    detail: 'Check the path: /docs/auth, /docs/messages and /docs/users describe every address.',
  },
  methodNotAllowed: {
    type: 'urn:problem-type:chat:method-not-allowed',
    title: 'Method not allowed',
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
    title: 'Content-Length required',
    status: 411,
    detail: 'Send Content-Length, or Transfer-Encoding: chunked.',
  },
  payloadTooLarge: {
    type: 'urn:problem-type:chat:payload-too-large',
    title: 'The body is too large',
    status: 413,
    detail: 'The body is limited to 65536 bytes.',
  },
  uriTooLong: {
    type: VALIDATION,
    title: 'The address is too long',
    status: 414,
    detail: 'Send a shorter path or query: the request line is limited to 8 KiB.',
  },
  unknownHost: {
    type: VALIDATION,
    ...UNKNOWN_HOST,
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
    detail: 'Send fewer or shorter headers: each is limited to 8 KiB, all together to 16 KiB.',
  },
  internal: {
    type: 'urn:problem-type:chat:internal',
    title: 'The gateway failed',
    status: 500,
    detail: 'Try again. If it keeps failing, report the id in `instance` to the operator.',
  },
  notImplemented: {
    type: VALIDATION,
    title: 'Unsupported transfer coding',
    status: 501,
    detail: 'Send the body with Content-Length, or with Transfer-Encoding: chunked.',
  },
  unavailable: {
    type: 'urn:problem-type:chat:unavailable',
    title: 'Service unavailable',
    status: 503,
    detail: 'The service is unreachable. Try again in a moment.',
  },
  versionNotSupported: {
    type: VALIDATION,
    title: 'Unsupported HTTP version',
    status: 505,
    detail: 'Send an HTTP/1.1 request.',
  },
} satisfies Record<string, GatewayProblem>;

export type GatewayProblemName = keyof typeof gatewayProblems;

/** nginx statuses that get the problem of another status: 494 is nginx's own for too large headers. */
export const otherStatuses: Partial<Record<GatewayProblemName, number[]>> = {
  // A folder without an index page.
  notFound: [403],
  headersTooLarge: [494],
  unavailable: [502, 504],
};

/** Problems with a Retry-After header. */
export const temporary: GatewayProblemName[] = ['tooManyRequests', 'unavailable'];
