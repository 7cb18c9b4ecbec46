import type { ParsedUrlQuery } from 'node:querystring';
import express, { type Express, type RequestHandler } from 'express';
import { middleware as openApiValidator } from 'express-openapi-validator';
import type { ServiceName } from '../../services.ts';
import { Audit, type AuditLine } from '../logging/audit.ts';
import type { Authenticate } from '../caller.ts';
import type { Logger } from '../logging/logger.ts';
import type { RequestMetrics } from '../metrics.ts';
import { RequestLimiter } from '../limits/request-limit.ts';
import { EVENT_STREAM } from './streaming/stream.ts';
import { bodyReader } from './body.ts';
import type { Handlers } from './contract.ts';
import { docsRouter } from './docs.ts';
import { errorHandler } from './error-handler.ts';
import { rememberPathPatterns } from './patches/path-patterns.ts';
import { compileReferencedSchemas } from './patches/referenced-schemas.ts';
import { formats } from './formats.ts';
import { demandsToken, identify } from './identify.ts';
import { parameterCheck } from './parameters.ts';
import { rememberOperations } from './patches/remember-operations.ts';
import { validatorSteps, type ValidatorSteps } from './patches/validator-steps.ts';
import { locals, matched, UntypedRequest } from './request-context.ts';
import { requestLogger } from './request-logger.ts';
import { isHeadOfStream, sendJson, sendReply, type UntypedReply } from './response.ts';
import { readSpec, type Spec } from './spec.ts';
import { normalizeTarget } from './target.ts';
import { isWarmUp } from './warm-up.ts';

/*
 * The steps of every request: id → target and host → operation → access token → parameters → JSON → the contract's
 * validation → handler → response. All errors reach the error handler at the end.
 */

rememberPathPatterns();
compileReferencedSchemas();

export interface PipelineOptions<Operations> {
  spec: ServiceName;
  handlers: Handlers<Operations>;
  authenticate: Authenticate;
  /** Requests per minute, person and replica. */
  requestLimit: number;
  /** Operations with their own limit, not counted by `requestLimit`. */
  ownLimit?: readonly string[];
  logger: Logger;
  metrics: RequestMetrics;
  /** Receives the audit log's lines, to store them. */
  keepAudit?: (line: AuditLine) => void;
  /** Whether responses are validated too; off in production. */
  validateResponses: boolean;
  /** The number of trusted proxies in front of the service. */
  trustProxy: number;
  /** Accepted host names, besides addresses and localhost; undefined: any. */
  publicHosts: string[] | undefined;
  /** Whether the process is stopping: connections are then closed after their response. */
  isDraining: () => boolean;
}

type AnyHandler = (request: UntypedRequest) => Promise<UntypedReply> | UntypedReply;

/** The steps before validation. Their cost is bounded by the contract's limits. */
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
    const reply = await handler(new UntypedRequest(request, response, audit));
    // Checked last: the process may have begun to stop during the request.
    if (isDraining()) response.setHeader('Connection', 'close');
    sendReply(request, response, reply);
  };
}

/** One per contract: replicas in one process, as tests have them, compile it once. */
const validators = new Map<string, ValidatorSteps>();

function validatorOf(spec: ServiceName, validateResponses: boolean): ValidatorSteps {
  const key = `${spec} ${validateResponses}`;
  const steps =
    validators.get(key) ??
    validatorSteps(
      openApiValidator({
        apiSpec: readSpec(spec),
        validateRequests: { allErrors: true, allowUnknownQueryParameters: false },
        validateResponses: validateResponses && { removeAdditional: false },
        validateSecurity: false,
        fileUploader: false,
        formats,
      }),
    );
  validators.set(key, steps);
  return steps;
}

/** Creates an Express app that serves a contract with its handlers. It does not listen yet. */
export function createApp<Operations>(options: PipelineOptions<Operations>): Express {
  const spec = readSpec(options.spec);
  const { logger, metrics, isDraining } = options;
  const audit = new Audit(logger, { keep: options.keepAudit });
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple').set('trust proxy', options.trustProxy);
  app.response.json = sendJson;
  app.use(requestLogger(logger, metrics));
  app.use(normalizeTarget(options.publicHosts));
  app.use('/docs', docsRouter(options.spec));
  const { match, validate } = validatorOf(options.spec, options.validateResponses);
  app.use(rememberOperations(match));
  app.use(receive(options as PipelineOptions<never>, spec));
  app.use(validate);
  app.use(dispatch(options, spec, audit));
  app.use(errorHandler({ logger, audit, isDraining }));
  return app;
}
