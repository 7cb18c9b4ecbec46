import { serviceNames, SERVICES, type ProcessName, type ServiceName } from '../../../services/services.ts';
import { publicPrefix } from '../public.ts';
import { mediaTypes } from '../references.ts';
import { operationsOf, type Method, type Operation, type Spec, type Specs } from '../specs.ts';

/** A public path, its target, and how a gateway must handle it. */
export interface Route {
  /** The public path as in the contract, or a docs page and all paths below it. */
  path: string;
  /** A regular expression for public paths; its captures are inserted into `target`, the service's own path. */
  pattern: string;
  target: string;
  service: ServiceName;
  /** The Deployment and upstream. */
  upstream: ProcessName;
  methods: Uppercase<Method>[];
  /** Whether responses may last for hours and must not be buffered. */
  stream: boolean;
  /** Whether responses contain credentials and must not be compressed. */
  secret: boolean;
  /** When a failed request may be retried at another replica. */
  repeat: Repeat;
}

/** `always`; `unsent`: GET always, other methods only if nothing was sent; `never`. */
export type Repeat = 'always' | 'unsent' | 'never';

function repeatOf(operations: [Method, Operation][]): Repeat {
  if (operations.every(([method, operation]) => method === 'get' || operation['x-repeatable'])) return 'always';
  // nginx always treats PUT and DELETE as repeatable, so a path with one of them retries nothing.
  const has = (...wanted: Method[]) => operations.some(([method]) => wanted.includes(method));
  return has('get') && !has('put', 'delete') ? 'unsent' : 'never';
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function streams(spec: Spec, operation: Operation): boolean {
  return mediaTypes(spec, operation).some(([, type]) => type === 'text/event-stream');
}

/** Responses that set the refresh cookie have the access token in their body. */
function grantsAccess(operation: Operation): boolean {
  return Object.values(operation.responses).some(
    (response) => 'headers' in response && 'Set-Cookie' in response.headers,
  );
}

function contractRoute(service: ServiceName, spec: Spec, path: string): Route {
  const operations = operationsOf(spec.paths[path] ?? {});
  const segments = path.split('/').map((segment) => (segment.startsWith('{') ? '[^/]+' : escape(segment)));
  return {
    path: publicPrefix + path,
    pattern: `^${publicPrefix}(${segments.join('/')})$`,
    target: '$1',
    service,
    upstream: SERVICES[service].process,
    methods: operations.map(([method]) => method.toUpperCase() as Uppercase<Method>),
    stream: operations.some(([, operation]) => streams(spec, operation)),
    secret: operations.some(([, operation]) => grantsAccess(operation)),
    repeat: repeatOf(operations),
  };
}

/** The files of the public contract's page. A service's complete contract is not public. */
const DOCS_FILES = ['init.js', 'public.json', 'swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

function docsRoute(service: ServiceName): Route {
  return {
    path: `/docs/${service}/`,
    pattern: `^/docs/${service}(/(?:${DOCS_FILES.map(escape).join('|')})?)$`,
    target: '/docs$1',
    service,
    upstream: SERVICES[service].process,
    methods: ['GET'],
    stream: false,
    secret: false,
    repeat: 'always',
  };
}

const hasParameter = ({ path }: Route) => path.includes('{');

/** All routes of the public contracts and docs pages; those without parameters first, since they take precedence. */
export function routesOf(specs: Specs): Route[] {
  const routes = serviceNames.flatMap((service) => {
    const spec = specs[service];
    const own = Object.keys(spec.paths).map((path) => contractRoute(service, spec, path));
    return [...own, docsRoute(service)];
  });
  return routes.sort((a, b) => Number(hasParameter(a)) - Number(hasParameter(b)));
}
