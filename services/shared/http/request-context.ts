import type { IncomingHttpHeaders } from 'node:http';
import type { Request, Response } from 'express';
import type { Audit, AuditEvent, Origin } from '../logging/audit.ts';
import type { Caller } from '../caller.ts';
import type { RequestContext } from './contract.ts';
import { clientNetwork, plainAddress } from './network.ts';
import type { Operation } from './spec.ts';

/** What the pipeline's steps share about a request. */
interface Locals {
  requestId: string;
  operation?: Operation;
  caller?: Caller | undefined;
  /** Whether the handler has written an audit event. */
  audited?: boolean;
}

export const locals = (response: Response) => response.locals as Locals;

/** The validator's match of a request. It refuses paths and methods outside the contract before this is read. */
interface Matched {
  schema: Operation;
  pathParams: Record<string, string>;
}

export const matched = (request: Request) => (request as Request & { openapi: Matched }).openapi;

function headerParameters(request: Request, { parameters = [] }: Operation): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const parameter of parameters) {
    if ('in' in parameter && parameter.in === 'header') {
      values[parameter.name] = request.headers[parameter.name.toLowerCase()];
    }
  }
  return values;
}

/**
 * The handler's view of a request that passed validation, without its operation's types.
 *
 * A class, since V8 gives an object literal with getters a hidden class per object, in the old generation: each would keep
 * its request alive until the next full garbage collection, which took a third of a send's CPU time.
 */
export class UntypedRequest implements RequestContext {
  readonly path: unknown;
  readonly query: unknown;
  readonly header: unknown;
  readonly body: unknown;
  readonly callerIfAny: Caller | undefined;
  readonly rawHeaders: IncomingHttpHeaders;
  readonly address: string;
  readonly secure: boolean;
  readonly requestId: string;
  readonly #request: Request;
  readonly #response: Response;
  readonly #audit: Audit;

  constructor(request: Request, response: Response, audit: Audit) {
    const { schema: operation, pathParams } = matched(request);
    const { caller, requestId } = locals(response);
    this.path = pathParams;
    this.query = request.query;
    this.header = headerParameters(request, operation);
    this.body = request.body;
    this.callerIfAny = caller;
    this.rawHeaders = request.headers;
    this.address = plainAddress(request.ip ?? '');
    this.secure = request.secure;
    this.requestId = requestId;
    this.#request = request;
    this.#response = response;
    this.#audit = audit;
  }

  get caller(): Caller {
    if (this.callerIfAny) return this.callerIfAny;
    const { operationId } = matched(this.#request).schema;
    throw new Error(`${String(operationId)} has no caller: its contract requires no token`);
  }

  get network(): string {
    return clientNetwork(this.address);
  }

  get disconnected(): boolean {
    return this.#request.socket.destroyed;
  }

  get audit(): (event: AuditEvent) => void {
    return (event) => {
      locals(this.#response).audited = true;
      this.#audit.record(originOf(this.#request, this.#response), event);
    };
  }
}

/** The origin of the request, for the audit log. */
export function originOf(request: Request, response: Response): Origin {
  const { caller, requestId } = locals(response);
  return { caller, address: plainAddress(request.ip ?? ''), requestId };
}
