import type { components } from '../../../generated/types/auth.ts';

type Problem = components['schemas']['Problem'];
export type GatewayProblem = Pick<Problem, 'type' | 'title' | 'status'> & { detail: string };

/** What a gateway answers itself, before or instead of a service. `instance`, the request's id, is added per request. */
export const gatewayProblems = {
  notFound: {
    type: 'urn:problem-type:chat:not-found',
    title: 'There is no such address',
    status: 404,
    detail: 'Check the path: /docs/auth, /docs/messages and /docs/users describe every address.',
  },
  payloadTooLarge: {
    type: 'urn:problem-type:chat:payload-too-large',
    title: 'The body is too large',
    status: 413,
    detail: 'A body may have 65536 bytes.',
  },
  tooManyRequests: {
    type: 'urn:problem-type:chat:rate-limited',
    title: 'Too many requests',
    status: 429,
    detail: 'Wait a moment and try again.',
  },
  unavailable: {
    type: 'urn:problem-type:chat:unavailable',
    title: 'The service cannot do this now',
    status: 503,
    detail: 'The service is out of reach. Try again in a moment.',
  },
} satisfies Record<string, GatewayProblem>;
