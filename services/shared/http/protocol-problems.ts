import { Problem } from '../problem.ts';

/** Refusals of requests whose operation is unknown. The gateways use the same texts (scripts/codegen/gateway/). */
export const PROTOCOL_PROBLEMS = {
  badRequest: {
    title: 'The request is not HTTP',
    status: 400,
    detail: 'Send an HTTP/1.1 request with one Host header, and with one length of its body.',
  },
  requestTimeout: {
    title: 'The request took too long',
    status: 408,
    detail: 'The request did not arrive in time. Send it again.',
  },
  unknownHost: {
    title: 'Unknown host name',
    status: 421,
    detail: 'Use a host name of this chat. If this is one, ask the operator to add it to PUBLIC_HOSTS and restart.',
  },
  headersTooLarge: {
    title: 'The headers are too large',
    status: 431,
    detail: 'Send fewer or shorter headers: each is limited to 8 KiB, all together to 16 KiB.',
  },
  versionNotSupported: {
    title: 'Unsupported HTTP version',
    status: 505,
    detail: 'Send an HTTP/1.1 request.',
  },
};

export type ProtocolProblemName = keyof typeof PROTOCOL_PROBLEMS;

export function protocolProblem(name: ProtocolProblemName): Problem {
  const { detail, ...options } = PROTOCOL_PROBLEMS[name];
  return new Problem('validation', detail, options);
}
