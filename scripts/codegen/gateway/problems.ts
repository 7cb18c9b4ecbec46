import type { components } from '../../../generated/types/auth.ts';
import { PROTOCOL_PROBLEMS, type ProtocolProblemName } from '../../../services/shared/http/protocol-problems.ts';

type Problem = components['schemas']['Problem'];
export type GatewayProblem = Pick<Problem, 'type' | 'title' | 'status'> & { detail: string };

const VALIDATION = 'urn:problem-type:chat:validation';

/** A refusal that the services share. */
const ofServices = (name: ProtocolProblemName) => ({ type: VALIDATION, ...PROTOCOL_PROBLEMS[name] }) as const;

/** The gateway's own problem responses. `instance`, the request id, is added per request. */
export const gatewayProblems = {
  badRequest: ofServices('badRequest'),
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
  requestTimeout: ofServices('requestTimeout'),
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
  unknownHost: ofServices('unknownHost'),
  tooManyRequests: {
    type: 'urn:problem-type:chat:rate-limited',
    title: 'Too many requests',
    status: 429,
    detail: 'Wait a moment and try again.',
  },
  headersTooLarge: ofServices('headersTooLarge'),
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
  versionNotSupported: ofServices('versionNotSupported'),
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
