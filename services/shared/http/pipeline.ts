import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { middleware as openApiValidator } from 'express-openapi-validator';
import { Audit, type Origin } from '../audit.ts';
import type { Authenticate, Caller } from '../identity/caller.ts';
import type { Logger } from '../log.ts';
import type { RequestMetrics } from '../metrics.ts';
import { Problem } from '../problem.ts';
import { openStream, type StreamOpener } from '../streams/stream.ts';
import type { Handlers, RequestContext } from './contract.ts';
import { docsRouter } from './docs.ts';
import { toProblem } from './errors.ts';
import { rememberPathPatterns } from './fast-paths.ts';
import { formats } from './formats.ts';
import { requestId } from './request-id.ts';
import { readSpec, type Operation, type SpecName } from './spec.ts';

/*
 * The one way of every request: id → JSON → the contract's validation → access token → handler → answer. Errors leave
 * by the one exit at the end.
 */

const MAX_BODY_BYTES = 65_536;

rememberPathPatterns();

export interface PipelineOptions<Operations> {
  spec: SpecName;
  handlers: Handlers<Operations>;
  authenticate: Authenticate;
  logger: Logger;
  metrics: RequestMetrics;
  /** Whether answers are checked against the contract too: everywhere but in production. */
  validateResponses: boolean;
  /** How many proxies before the service are believed. */
  trustProxy: number;
  /** True once the process has been asked to stop: connections are then closed after their answer. */
  isDraining: () => boolean;
}

/** What a handler answered, as the pipeline sees it: Reply without its types. */
interface AnyReply {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: unknown;
  text?: string;
  stream?: StreamOpener;
}
type Security = NonNullable<Operation['security']>;
/** A request without its types. */
interface AnyRequest extends RequestContext {
  path: unknown;
  query: unknown;
  header: unknown;
  body: unknown;
}
type AnyHandler = (request: AnyRequest) => Promise<AnyReply> | AnyReply;

/** What the pipeline keeps with a request, from its first step to its last. */
interface Locals {
  requestId: string;
  operation?: Operation;
  caller?: Caller | undefined;
  /** The handler has written to the audit log what became of the request. */
  audited?: boolean;
}

const locals = (response: Response) => response.locals as Locals;

/** What the validator found of a request. It refuses a path or method that is not in the contract before this is read. */
interface Matched {
  schema: Operation;
  pathParams: Record<string, string>;
}

const matched = (request: Request) => (request as Request & { openapi: Matched }).openapi;

function begin({ logger, metrics }: PipelineOptions<never>): RequestHandler {
  return (request, response, next) => {
    const id = requestId(request.headers['x-request-id']);
    locals(response).requestId = id;
    response.setHeader('X-Request-Id', id);
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    const started = performance.now();
    response.once('finish', () => {
      const seconds = (performance.now() - started) / 1000;
      const operation = locals(response).operation?.operationId ?? 'none';
      metrics.observe(operation, response.statusCode, seconds);
      logger.debug({ requestId: id, operation, status: response.statusCode, seconds }, 'request');
    });
    next();
  };
}

const BEARER = /^Bearer +([^ ]{1,4096}) *$/i;

/** The caller, where a token was sent. A bad token is no error where the contract lets it be left out. */
async function identify(
  request: Request,
  response: Response,
  security: Security,
  authenticate: Authenticate,
): Promise<Caller | undefined> {
  if (!security.some((requirement) => 'bearerAuth' in requirement)) return undefined;
  const optional = security.length > 1;
  const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) {
    if (optional) return undefined;
    throw new Problem('unauthenticated', 'Send the token of POST /login as "Authorization: Bearer TOKEN".');
  }
  try {
    return await authenticate(token, locals(response).requestId);
  } catch (error) {
    if (optional && error instanceof Problem && error.kind === 'unauthenticated') return undefined;
    throw error;
  }
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

function validRequest(request: Request, response: Response, audit: Audit): AnyRequest {
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
        throw new Error(`${String(operation.operationId)} has no caller: its contract asks for no token`);
      return callerIfAny;
    },
    rawHeaders: request.headers,
    address: request.ip ?? '',
    secure: request.secure,
    requestId: locals(response).requestId,
    audit: (event) => {
      locals(response).audited = true;
      audit.record(origin(request, response), event);
    },
  };
}

function origin(request: Request, response: Response): Origin {
  const { caller, requestId } = locals(response);
  return { caller, address: request.ip ?? '', requestId };
}

function answer(request: Request, response: Response, reply: AnyReply): void {
  response.status(reply.status);
  if (reply.headers) response.set(reply.headers);
  if (reply.stream) openStream(request, response, reply.stream);
  else if (reply.text !== undefined) response.type('text/plain').end(reply.text);
  else if (reply.body !== undefined) response.json(reply.body);
  else response.end();
}

function dispatch<Operations>(
  { handlers, authenticate, isDraining }: PipelineOptions<Operations>,
  defaultSecurity: Security,
  audit: Audit,
): RequestHandler {
  const byId = handlers as Record<string, AnyHandler>;
  return async (request, response) => {
    const operation = matched(request).schema;
    locals(response).operation = operation;
    locals(response).caller = await identify(request, response, operation.security ?? defaultSecurity, authenticate);
    const handler = byId[operation.operationId ?? ''];
    if (!handler) throw new Error(`no handler is called ${String(operation.operationId)}`);
    const reply = await handler(validRequest(request, response, audit));
    // Asked at the end: the process may have been asked to stop since the request began.
    if (isDraining()) response.setHeader('Connection', 'close');
    answer(request, response, reply);
  };
}

/** Not allowed, and too many. */
const REFUSALS: ReadonlySet<number> = new Set([403, 429]);

/** The only error exit. The cause goes to the log, under the id that the client is told. */
function exit({ isDraining, logger }: PipelineOptions<never>, audit: Audit): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const { requestId, operation, audited } = locals(response);
    const problem = toProblem(error);
    if (REFUSALS.has(problem.status) && !audited) {
      audit.refuse(origin(request, response), operation?.operationId ?? 'none', problem);
    }
    if (problem.status >= 500) {
      const level = problem.status === 503 ? 'warn' : 'error';
      logger[level]({ requestId, operation: operation?.operationId, err: problem.cause ?? problem }, problem.message);
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (isDraining()) response.setHeader('Connection', 'close');
    response.status(problem.status).set(problem.headers).type('application/problem+json');
    response.json(problem.body(requestId));
  };
}

/** Puts the whole answer into one write: Express's own `json` makes an ETag and sets headers one by one. */
function sendJson(this: Response, body: unknown): Response {
  if (!this.hasHeader('Content-Type')) this.setHeader('Content-Type', 'application/json; charset=utf-8');
  // As a string: bytes would go out beside the headers, not with them.
  this.end(JSON.stringify(body));
  return this;
}

/** An Express app that serves a contract with its handlers. It listens nowhere yet. */
export function createApp<Operations>(options: PipelineOptions<Operations>): Express {
  const spec = readSpec(options.spec);
  const audit = new Audit(options.logger);
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple').set('trust proxy', options.trustProxy);
  app.response.json = sendJson;
  app.use(begin(options as PipelineOptions<never>));
  app.use('/docs', docsRouter(options.spec));
  app.use(express.json({ limit: MAX_BODY_BYTES, inflate: false }));
  app.use(
    openApiValidator({
      apiSpec: spec,
      validateRequests: { allErrors: true, allowUnknownQueryParameters: false },
      validateResponses: options.validateResponses && { removeAdditional: false },
      validateSecurity: false,
      fileUploader: false,
      formats,
    }),
  );
  app.use(dispatch(options, spec.security ?? [], audit));
  app.use(exit(options as PipelineOptions<never>, audit));
  return app;
}
