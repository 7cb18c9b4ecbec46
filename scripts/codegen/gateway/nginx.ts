import type { SecurityHeaders } from './headers.ts';
import { gatewayProblems, type GatewayProblem } from './problems.ts';
import type { Repeat, Route } from './routes.ts';

const HEADING =
  '# Written by `npm run codegen`: change the contracts or frontend/security-headers.yaml, not this file.\n';

/** nginx's words for what may be sent again, and to which of a service's two upstreams the template has. */
const repeats: Record<Repeat, { directive: string; upstream: string }> = {
  always: { directive: 'error timeout non_idempotent', upstream: '' },
  unsent: { directive: 'error timeout', upstream: '' },
  never: { directive: 'off', upstream: '-once' },
};

const variable = (prefix: string, header: string) => `$${prefix}_${header.toLowerCase().replaceAll('-', '_')}`;

function location({ path, pattern, target, upstream, stream, repeat }: Route): string {
  const parameters = path.includes('{');
  const below = path.endsWith('/') ? '' : '= ';
  const lines = [
    `location ${parameters ? `~ ${pattern}` : `${below}${path}`} {`,
    `  rewrite ${pattern} ${target} break;`,
    `  proxy_next_upstream ${repeats[repeat].directive};`,
    ...(stream ? ['  proxy_buffering off;'] : []),
    `  proxy_pass http://${upstream}${repeats[repeat].upstream};`,
    '}',
  ];
  return lines.join('\n') + '\n';
}

/** `return STATUS 'BODY';` in a location: a problem document whose `instance` is the request's id. */
function problemBody(problem: GatewayProblem): string {
  const body = JSON.stringify({ ...problem, instance: '$request_id' });
  return [`  default_type application/problem+json;`, `  return ${problem.status} '${body}';`].join('\n');
}

function problemLocation(name: string, problem: GatewayProblem, retry: boolean): string {
  const retryAfter = ['  include gateway/headers.conf;', '  add_header Retry-After $retry_after always;'];
  return [`location ${name} {`, ...(retry ? retryAfter : []), problemBody(problem), '}'].join('\n') + '\n';
}

function redirect(path: string): string {
  return `location = ${path.slice(0, -1)} {\n  return 308 ${path};\n}\n`;
}

/** For the server block: the locations of the routes, a problem for every other path of the API, and nginx's own failures. */
export function nginxRoutes(routes: Route[]): string {
  const { notFound, payloadTooLarge, tooManyRequests, unavailable } = gatewayProblems;
  return [
    HEADING,
    ...routes.map(location),
    ...routes.filter(({ path }) => path.endsWith('/')).map(({ path }) => redirect(path)),
    problemLocation('= /api', notFound, false),
    problemLocation('/api/', notFound, false),
    'error_page 413 = @payload_too_large;\nerror_page 429 = @too_many_requests;\nerror_page 502 503 504 = @unavailable;\n',
    problemLocation('@payload_too_large', payloadTooLarge, false),
    problemLocation('@too_many_requests', tooManyRequests, true),
    problemLocation('@unavailable', unavailable, true),
  ].join('\n');
}

/** For the http block: each header's value by `$public_scheme`, or nothing where the service has set the header. */
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

/** For every block that answers: nginx forgets the outer block's headers where an inner one adds its own. */
export function nginxHeaders({ https }: SecurityHeaders): string {
  const lines = Object.keys(https).map((name) => `add_header ${name} ${variable('security', name)} always;\n`);
  return HEADING + lines.join('');
}
