import type { IncomingHttpHeaders } from 'node:http';
import type { AuditEvent } from '../logging/audit.ts';
import type { Caller } from '../caller.ts';
import type { StreamOpener } from './streaming/stream.ts';

/*
 * Handlers are typed by the contract, through the types that `npm run codegen` writes to generated/types. A missing
 * handler, a wrong status or a wrong body does not compile.
 */

type Body<Op> = Op extends { requestBody: { content: { 'application/json': infer Json } } } ? Json : undefined;
type Parameters<Op, In extends string> = Op extends { parameters: Partial<Record<In, infer Values>> }
  ? NonNullable<Values>
  : undefined;

/** The context of every request, independent of its operation. */
export interface RequestContext {
  /** The authenticated caller. Throws for operations whose contract requires no token. */
  readonly caller: Caller;
  /** The caller of operations whose token is optional. */
  readonly callerIfAny: Caller | undefined;
  /** All headers as received. */
  readonly rawHeaders: IncomingHttpHeaders;
  /** The client's address, according to the proxies trusted by TRUST_PROXY. */
  readonly address: string;
  /** The unit that rate limits count: the IPv4 address, or the /64 of an IPv6 address. */
  readonly network: string;
  /** Whether the client uses https to the outermost proxy. */
  readonly secure: boolean;
  readonly requestId: string;
  /** Whether the client has disconnected, so that nobody waits for the response. */
  readonly disconnected: boolean;
  /** Writes an audit log line with the caller, the address and the event. */
  readonly audit: (event: AuditEvent) => void;
}

/** A validated request. */
export interface ValidRequest<Op> extends RequestContext {
  readonly path: Parameters<Op, 'path'>;
  readonly query: Parameters<Op, 'query'>;
  /** Header parameters, by their names in the contract. */
  readonly header: Parameters<Op, 'header'>;
  readonly body: Body<Op>;
}

type Content<Response> = Response extends { content: infer Media } ? Media : never;
type Payload<Response> =
  Content<Response> extends never
    ? { body?: never }
    : | (Content<Response> extends { 'application/json': infer Json } ? { body: Json } : never)
      | (Content<Response> extends { 'text/plain': infer Text } ? { text: Text } : never)
      | (Content<Response> extends { 'text/event-stream': string } ? { stream: StreamOpener } : never);

type Success = 200 | 201 | 204;

/** An operation's successful responses. Errors are thrown as a Problem. */
export type Reply<Op> = Op extends { responses: infer Responses }
  ? {
      [Status in keyof Responses & Success]: { status: Status; headers?: Record<string, string | string[]> } & Payload<
        Responses[Status]
      >;
    }[keyof Responses & Success]
  : never;

/** One handler per operation, by operationId. */
export type Handlers<Operations> = {
  [Id in keyof Operations]: (
    request: ValidRequest<Operations[Id]>,
  ) => Promise<Reply<Operations[Id]>> | Reply<Operations[Id]>;
};
