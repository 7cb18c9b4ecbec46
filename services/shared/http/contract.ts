import type { IncomingHttpHeaders } from 'node:http';
import type { AuditEvent } from '../audit.ts';
import type { Caller } from '../identity/caller.ts';
import type { StreamOpener } from '../streams/stream.ts';

/*
 * Handlers are typed from the contract: what `npm run codegen` writes to generated/types. A missing handler, a wrong
 * status or a wrong body does not compile.
 */

type Body<Op> = Op extends { requestBody: { content: { 'application/json': infer Json } } } ? Json : undefined;
type Parameters<Op, In extends string> = Op extends { parameters: Partial<Record<In, infer Values>> }
  ? NonNullable<Values>
  : undefined;

/** What every request has, whatever its operation. */
export interface RequestContext {
  /** Who calls. Only for operations whose contract demands a token: on others it throws. */
  readonly caller: Caller;
  /** Who calls, where the contract lets a token be left out. */
  readonly callerIfAny: Caller | undefined;
  /** Every header as it came. */
  readonly rawHeaders: IncomingHttpHeaders;
  /** The client's address, as far as TRUST_PROXY believes the proxies. */
  readonly address: string;
  /** What limits count as that client: the address, or the /64 of an IPv6 address. */
  readonly network: string;
  /** Whether the client speaks https to the outermost proxy. */
  readonly secure: boolean;
  readonly requestId: string;
  /** Writes a line of the audit log: who calls, from where, and what happened. */
  readonly audit: (event: AuditEvent) => void;
}

/** A request that the validator has let through. */
export interface ValidRequest<Op> extends RequestContext {
  readonly path: Parameters<Op, 'path'>;
  readonly query: Parameters<Op, 'query'>;
  /** The contract's header parameters, by the contract's names. */
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

/** What an operation may answer. Errors are not answered but thrown, as a Problem. */
export type Reply<Op> = Op extends { responses: infer Responses }
  ? {
      [Status in keyof Responses & Success]: { status: Status; headers?: Record<string, string | string[]> } & Payload<
        Responses[Status]
      >;
    }[keyof Responses & Success]
  : never;

/** A function for every operation of a contract, named like it. */
export type Handlers<Operations> = {
  [Id in keyof Operations]: (
    request: ValidRequest<Operations[Id]>,
  ) => Promise<Reply<Operations[Id]>> | Reply<Operations[Id]>;
};
