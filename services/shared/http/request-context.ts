import type { Request, Response } from 'express';
import type { Audit, Origin } from '../audit.ts';
import type { Caller } from '../identity/caller.ts';
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

/** A ValidRequest without its operation's types. */
export interface UntypedRequest extends RequestContext {
  path: unknown;
  query: unknown;
  header: unknown;
  body: unknown;
}

function headerParameters(request: Request, { parameters = [] }: Operation): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const parameter of parameters) {
    if ('in' in parameter && parameter.in === 'header') {
      values[parameter.name] = request.headers[parameter.name.toLowerCase()];
    }
  }
  return values;
}

/** The handler's view of a request that passed validation. */
export function validRequest(request: Request, response: Response, audit: Audit): UntypedRequest {
  const { schema: operation, pathParams } = matched(request);
  const { caller: callerIfAny } = locals(response);
  return {
    path: pathParams,
    query: request.query,
    header: headerParameters(request, operation),
    body: request.body,
    callerIfAny,
    get caller() {
      if (!callerIfAny)
        throw new Error(`${String(operation.operationId)} has no caller: its contract requires no token`);
      return callerIfAny;
    },
    rawHeaders: request.headers,
    address: plainAddress(request.ip ?? ''),
    get network() {
      return clientNetwork(request.ip ?? '');
    },
    secure: request.secure,
    requestId: locals(response).requestId,
    audit: (event) => {
      locals(response).audited = true;
      audit.record(originOf(request, response), event);
    },
  };
}

/** The origin of the request, for the audit log. */
export function originOf(request: Request, response: Response): Origin {
  const { caller, requestId } = locals(response);
  return { caller, address: plainAddress(request.ip ?? ''), requestId };
}
