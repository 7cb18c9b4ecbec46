import type { ParsedUrlQuery } from 'node:querystring';
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
import { RequestLimiter } from '../request-limit.ts';
import { EVENT_STREAM, openStream, wantsStream, type StreamOpener } from '../streams/stream.ts';
import { bodyReader } from './body.ts';
import type { Handlers, RequestContext } from './contract.ts';
import { docsRouter } from './docs.ts';
import { toProblem } from './errors.ts';
import { rememberPathPatterns } from './fast-paths.ts';
import { formats } from './formats.ts';
import { demandsToken, identify } from './identify.ts';
import { clientNetwork, plainAddress } from './network.ts';
import { parameterCheck } from './parameters.ts';
import { validatorSteps } from './patches/validator-steps.ts';
import { requestId } from './request-id.ts';
import { readSpec, type Operation, type Spec, type SpecName } from './spec.ts';
import { isHead, normalizeTarget } from './target.ts';
import { isWarmUp } from './warm-up.ts';

/*
 * The one way of every request: id → operation → access token → parameters → JSON → the contract's validation → handler →
 * answer. Errors leave by the one exit at the end.
 */

rememberPathPatterns();

export interface PipelineOptions<Operations> {
  spec: SpecName;
  handlers: Handlers<Operations>;
  authenticate: Authenticate;
  /** Requests of one person in a minute at this replica. */
  requestLimit: number;
  /** Operations that have a limit of their own. */
  ownLimit?: readonly string[];
  logger: Logger;
  metrics: RequestMetrics;
  /** Whether answers are checked against the contract too: everywhere but in production. */
  validateResponses: boolean;
  /** How many proxies before the service are believed. */
  trustProxy: number;
  /** The host names that requests may be for, besides addresses and localhost; undefined: any. */
  publicHosts: string[] | undefined;
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
    address: plainAddress(request.ip ?? ''),
    get network() {
      return clientNetwork(request.ip ?? '');
    },
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
  return { caller, address: plainAddress(request.ip ?? ''), requestId };
}

function answer(request: Request, response: Response, reply: AnyReply): void {
  response.status(reply.status);
  if (reply.headers) response.set(reply.headers);
  if (reply.stream) openStream(request, response, reply.stream);
  else if (reply.text !== undefined) response.type('text/plain').end(reply.text);
  else if (reply.body !== undefined) response.json(reply.body);
  else response.end();
}

/** What a request meets before anything is validated: nothing here costs more than the contract's bounds allow. */
function receive({ authenticate, requestLimit, ownLimit = [] }: PipelineOptions<never>, spec: Spec): RequestHandler {
  const limiter = new RequestLimiter(requestLimit);
  const unlimited = new Set(ownLimit);
  const checkParameters = parameterCheck(spec);
  const bodyOf = bodyReader(spec);
  return async (request, response, next) => {
    const { schema: operation, pathParams: path } = matched(request);
    const { requestId } = locals(response);
    locals(response).operation = operation;
    const security = operation.security ?? spec.security ?? [];
    if (demandsToken(security) && !isWarmUp(request.headers)) {
      const caller = await identify(request, requestId, security, authenticate);
      locals(response).caller = caller;
      if (caller && !unlimited.has(String(operation.operationId))) limiter.admit(caller.sub);
    }
    checkParameters(operation, { path, query: request.query as ParsedUrlQuery, header: request.headers });
    request.body = await bodyOf(operation, request);
    next();
  };
}

/** Whether the answer would be a stream, of which HEAD asks for the headers alone. */
function isHeadOfStream(request: Request, { responses = {} }: Operation): boolean {
  if (!isHead(request)) return false;
  const success = responses['200'] as { content?: Record<string, unknown> } | undefined;
  const types = Object.keys(success?.content ?? {});
  return types.includes(EVENT_STREAM) && (types.length === 1 || wantsStream(request.headers));
}

function dispatch<Operations>(
  { handlers, authenticate, isDraining }: PipelineOptions<Operations>,
  spec: Spec,
  audit: Audit,
): RequestHandler {
  const byId = handlers as Record<string, AnyHandler>;
  return async (request, response) => {
    const operation = matched(request).schema;
    const security = operation.security ?? spec.security ?? [];
    locals(response).caller ??= await identify(request, locals(response).requestId, security, authenticate);
    const handler = byId[operation.operationId ?? ''];
    if (!handler) throw new Error(`no handler is called ${String(operation.operationId)}`);
    if (isHeadOfStream(request, operation)) {
      response.setHeader('Content-Type', `${EVENT_STREAM}; charset=utf-8`).end();
      return;
    }
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
    const problem = toProblem(error, request);
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
  const text = JSON.stringify(body);
  // Node sets it by itself where there is a body.
  if (isHead(this.req)) this.setHeader('Content-Length', Buffer.byteLength(text));
  this.end(text);
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
  app.use(normalizeTarget(options.publicHosts));
  app.use('/docs', docsRouter(options.spec));
  const { match, validate } = validatorSteps(
    openApiValidator({
      apiSpec: readSpec(options.spec),
      validateRequests: { allErrors: true, allowUnknownQueryParameters: false },
      validateResponses: options.validateResponses && { removeAdditional: false },
      validateSecurity: false,
      fileUploader: false,
      formats,
    }),
  );
  app.use(match);
  app.use(receive(options as PipelineOptions<never>, spec));
  app.use(validate);
  app.use(dispatch(options, spec, audit));
  app.use(exit(options as PipelineOptions<never>, audit));
  return app;
}
