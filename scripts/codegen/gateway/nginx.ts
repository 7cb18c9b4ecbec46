import { serviceNames, SERVICES, type ServiceName } from '../../../services/services.ts';
import type { SecurityHeaders } from './headers.ts';
import { gatewayProblems, otherStatuses, temporary, type GatewayProblemName } from './problems.ts';
import type { Repeat, Route } from './routes.ts';

const HEADING =
  '# Written by `npm run codegen`: change the contracts, services/services.ts, frontend/security-headers.yaml or\n# frontend/paths.yaml, not this file.\n';

/** nginx's retry directive, and which of a service's two upstreams to use. */
const repeats: Record<Repeat, { directive: string; upstream: string }> = {
  always: { directive: 'error timeout non_idempotent', upstream: '' },
  unsent: { directive: 'error timeout', upstream: '' },
  never: { directive: 'off', upstream: '-once' },
};

const variable = (prefix: string, header: string) => `$${prefix}_${header.toLowerCase().replaceAll('-', '_')}`;

function location({ path, pattern, target, upstream, stream, secret, repeat }: Route): string {
  const lines = [
    `location ${isExact(path) ? `= ${path}` : `~ ${pattern}`} {`,
    `  rewrite ${pattern} ${target} break;`,
    `  proxy_next_upstream ${repeats[repeat].directive};`,
    ...(stream ? ['  proxy_buffering off;'] : []),
    // The size of a compressed response could reveal a secret in it (BREACH).
    ...(secret ? ['  gzip off;'] : []),
    `  proxy_pass http://${upstream}${repeats[repeat].upstream};`,
    '}',
  ];
  return lines.join('\n') + '\n';
}

/** A path without parameters; docs paths have files below them. */
const isExact = (path: string) => !path.includes('{') && !path.endsWith('/');

/**
 * A path instead of a named location: nginx cannot redirect a request that it could not parse to a named one. The
 * exception is `unknownHost`, since a path passes through the server's host check again, which would refuse it again.
 */
const problemPath = (name: GatewayProblemName) =>
  name === 'unknownHost' ? '@unknown_host' : `/.problem/${gatewayProblems[name].status}`;

function errorPage(name: GatewayProblemName): string {
  const statuses = [...(otherStatuses[name] ?? []), gatewayProblems[name].status].sort();
  return `error_page ${statuses.join(' ')} = ${problemPath(name)};`;
}

/** A problem document whose `instance` is the request id. */
function problemLocation(name: GatewayProblemName): string {
  const problem = gatewayProblems[name];
  const body = JSON.stringify({ ...problem, instance: '$request_id' });
  const lines = [
    ...(problemPath(name).startsWith('@')
      ? [`location ${problemPath(name)} {`]
      : [`location = ${problemPath(name)} {`, '  internal;']),
    '  include gateway/headers.conf;',
    '  add_header X-Request-Id $request_id always;',
    '  add_header Cache-Control no-store always;',
    ...(temporary.includes(name) ? ['  add_header Retry-After $retry_after always;'] : []),
    ...(problem.status === 405 ? ['  add_header Allow "GET, HEAD" always;'] : []),
    '  default_type application/problem+json;',
    `  return ${problem.status} '${body}';`,
    '}',
  ];
  return lines.join('\n') + '\n';
}

function redirect(path: string): string {
  return `location = ${path.slice(0, -1)} {\n  return 308 ${path};\n}\n`;
}

/** Replace nginx's own error pages. Services' responses are passed through unchanged. */
const names = Object.keys(gatewayProblems) as GatewayProblemName[];

/**
 * For the http block: a template, like default.conf.template. Each service has two upstreams. NAME uses keepalive
 * connections, and a failed request is retried if its route allows it. NAME-once is for requests that must not be sent
 * twice: nginx retries even those if a keepalive connection turns out to be closed.
 */
export function nginxUpstreams(): string {
  return [HEADING, ...serviceNames.map(upstreams)].join('\n');
}

function upstreams(service: ServiceName): string {
  const { process, keepalive } = SERVICES[service];
  const variable = `${service.toUpperCase()}_SERVER`;
  const servers = [variable, `${variable}_2`].map((name) => `  server \${${name}} max_fails=0;`);
  const lines = [
    `upstream ${process} {`,
    ...servers,
    `  keepalive ${keepalive};`,
    "  keepalive_timeout 30s; # less than the services' keep-alive timeout",
    '}',
    `upstream ${process}-once {`,
    ...servers,
    '}',
  ];
  return lines.join('\n') + '\n';
}

/** For the server block: the locations of the routes, 404 for other API paths, and nginx's own problems. */
/** `page`: a pattern of the paths besides `/` that are the page's. */
export function nginxRoutes(routes: Route[], page: string): string {
  return [
    HEADING,
    ...routes.map(location),
    ...routes.filter(({ path }) => path.endsWith('/')).map(({ path }) => redirect(path)),
    'location ~ ^/(?:api|docs)(?:/|$) {\n  return 404;\n}\n',
    `location ~ ${page} {\n  rewrite ^ / last;\n}\n`,
    ...names.map(errorPage),
    '',
    ...names.map(problemLocation),
  ].join('\n');
}

/** For the http block: each header's value by `$public_scheme`, or nothing if the service has set the header. */
export function nginxHeaderMaps({ http, https }: SecurityHeaders): string {
  const maps = Object.keys(https).map((name) => {
    const byScheme = variable('scheme', name);
    const values = `  default "${http[name] ?? ''}";\n  https "${https[name] ?? ''}";\n`;
    const unlessSet = `  default "";\n  "" ${byScheme};\n`;
    return (
      `map $public_scheme ${byScheme} {\n${values}}\n` +
      `map ${variable('upstream_http', name)} ${variable('security', name)} {\n${unlessSet}}\n`
    );
  });
  return [HEADING, ...maps].join('\n');
}

/** For every block that responds: nginx drops an outer block's headers if an inner one adds its own. */
export function nginxHeaders({ https }: SecurityHeaders): string {
  const lines = Object.keys(https).map((name) => `add_header ${name} ${variable('security', name)} always;\n`);
  return HEADING + lines.join('');
}
