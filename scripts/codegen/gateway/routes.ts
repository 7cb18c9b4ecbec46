import { publicPrefix } from '../public.ts';
import { mediaTypes } from '../references.ts';
import { services, type Service } from '../services.ts';
import { operationsOf, type Method, type Operation, type Spec, type Specs } from '../specs.ts';

/** A public path, where it leads, and what a gateway must know about it. */
export interface Route {
  /** The public path as the contract writes it, or a docs page and all below it. */
  path: string;
  /** A regular expression for public paths; what it captures, put into `target`, is the service's own path. */
  pattern: string;
  target: string;
  service: Service;
  /** The Deployment and upstream that answers: the contract's title. */
  upstream: string;
  methods: Uppercase<Method>[];
  /** Whether answers may last for hours and must never be buffered. */
  stream: boolean;
  /** Whether answers hold what grants access: they are not compressed. */
  secret: boolean;
  /** When a request that failed underway may be sent to another replica. */
  repeat: Repeat;
}

/** `always`; `unsent`: a GET always, others only while nothing was sent; `never`. */
export type Repeat = 'always' | 'unsent' | 'never';

function repeatOf(operations: [Method, Operation][]): Repeat {
  if (operations.every(([method, operation]) => method === 'get' || operation['x-repeatable'])) return 'always';
  // nginx takes PUT and DELETE for repeatable, always: a path that has one repeats nothing.
  const has = (...wanted: Method[]) => operations.some(([method]) => wanted.includes(method));
  return has('get') && !has('put', 'delete') ? 'unsent' : 'never';
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function streams(spec: Spec, operation: Operation): boolean {
  return mediaTypes(spec, operation).some(([, type]) => type === 'text/event-stream');
}

/** The access token stands in the body of what sets the refresh cookie. */
function grantsAccess(operation: Operation): boolean {
  return Object.values(operation.responses).some(
    (response) => 'headers' in response && 'Set-Cookie' in response.headers,
  );
}

function contractRoute(service: Service, spec: Spec, path: string): Route {
  const operations = operationsOf(spec.paths[path] ?? {});
  const segments = path.split('/').map((segment) => (segment.startsWith('{') ? '[^/]+' : escape(segment)));
  return {
    path: publicPrefix + path,
    pattern: `^${publicPrefix}(${segments.join('/')})$`,
    target: '$1',
    service,
    upstream: spec.info.title,
    methods: operations.map(([method]) => method.toUpperCase() as Uppercase<Method>),
    stream: operations.some(([, operation]) => streams(spec, operation)),
    secret: operations.some(([, operation]) => grantsAccess(operation)),
    repeat: repeatOf(operations),
  };
}

/** The page of the public contract, and nothing else that a service has there: its own contract is not public. */
const DOCS_FILES = ['init.js', 'public.json', 'swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

function docsRoute(service: Service, upstream: string): Route {
  return {
    path: `/docs/${service}/`,
    pattern: `^/docs/${service}(/(?:${DOCS_FILES.map(escape).join('|')})?)$`,
    target: '/docs$1',
    service,
    upstream,
    methods: ['GET'],
    stream: false,
    secret: false,
    repeat: 'always',
  };
}

const hasParameter = ({ path }: Route) => path.includes('{');

/** Every route of the public contracts and of the docs pages; those without parameters first, since they win. */
export function routesOf(specs: Specs): Route[] {
  const routes = services.flatMap((service) => {
    const spec = specs[service];
    const own = Object.keys(spec.paths).map((path) => contractRoute(service, spec, path));
    return [...own, docsRoute(service, spec.info.title)];
  });
  return routes.sort((a, b) => Number(hasParameter(a)) - Number(hasParameter(b)));
}
