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

/** A problem document whose `instance` is the request's id. */
function problemLocation(name: string, problem: GatewayProblem, retry: boolean): string {
  const body = JSON.stringify({ ...problem, instance: '$request_id' });
  const lines = [
    `location ${name} {`,
    '  include gateway/headers.conf;',
    '  add_header X-Request-Id $request_id always;',
    '  add_header Cache-Control no-store always;',
    ...(retry ? ['  add_header Retry-After $retry_after always;'] : []),
    '  default_type application/problem+json;',
    `  return ${problem.status} '${body}';`,
    '}',
  ];
  return lines.join('\n') + '\n';
}

function redirect(path: string): string {
  return `location = ${path.slice(0, -1)} {\n  return 308 ${path};\n}\n`;
}

/** Which statuses of nginx's own become which problem. A service's own answers pass as they are. */
const failures: { statuses: string; name: string; problem: GatewayProblem; retry?: boolean }[] = [
  { statuses: '404', name: '@not_found', problem: gatewayProblems.notFound },
  { statuses: '413', name: '@payload_too_large', problem: gatewayProblems.payloadTooLarge },
  { statuses: '429', name: '@too_many_requests', problem: gatewayProblems.tooManyRequests, retry: true },
  { statuses: '502 503 504', name: '@unavailable', problem: gatewayProblems.unavailable, retry: true },
];

/** For the server block: the locations of the routes, no other path of the API, and nginx's own problems. */
export function nginxRoutes(routes: Route[]): string {
  return [
    HEADING,
    ...routes.map(location),
    ...routes.filter(({ path }) => path.endsWith('/')).map(({ path }) => redirect(path)),
    'location = /api {\n  return 404;\n}\n\nlocation /api/ {\n  return 404;\n}\n',
    ...failures.map(({ statuses, name }) => `error_page ${statuses} = ${name};`),
    '',
    ...failures.map(({ name, problem, retry = false }) => problemLocation(name, problem, retry)),
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
