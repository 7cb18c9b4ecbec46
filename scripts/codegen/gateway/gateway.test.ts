import assert from 'node:assert/strict';
import { test } from 'node:test';
import { perService } from '../../../services/services.ts';
import type { Operation, Spec } from '../specs.ts';
import { securityHeaders } from './headers.ts';
import { pagePattern } from './page-paths.ts';
import { routesOf } from './routes.ts';

const operation = (more: Partial<Operation> = {}): Operation => ({
  operationId: 'test',
  tags: [],
  responses: { 200: { content: { 'application/json': {} } } },
  ...more,
});

function contract(title: string, paths: Spec['paths']): Spec {
  return { info: { title, version: '1' }, servers: [], tags: [], paths, components: {} };
}

const routes = routesOf({
  ...perService(() => contract('nothing', {})),
  auth: contract('auth-service', {
    '/things/{id}': { patch: operation(), delete: operation() },
    '/things/new.json': { post: operation() },
  }),
  messages: contract('message-service', {
    '/safe': { get: operation(), post: operation({ 'x-repeatable': true }) },
    '/events': { get: operation({ responses: { 200: { content: { 'text/event-stream': {} } } } }) },
  }),
  users: contract('user-service', {
    '/me': { get: operation(), patch: operation() },
    '/it': { get: operation(), put: operation() },
  }),
});
const routeOf = (path: string) => routes.find((route) => route.path === path);

test('the first matching route leads to the right path of the right service', () => {
  const lead = (path: string) => {
    const route = routes.find(({ pattern }) => new RegExp(pattern).test(path));
    return route && `${route.upstream} ${path.replace(new RegExp(route.pattern), route.target)}`;
  };
  assert.equal(lead('/api/things/new.json'), 'auth-service /things/new.json');
  assert.equal(lead('/api/things/new-json'), 'auth-service /things/new-json');
  assert.equal(lead('/docs/users/swagger-ui.css'), 'user-service /docs/swagger-ui.css');
  assert.equal(routeOf('/api/things/new.json')?.methods.join(), 'POST');
  for (const path of ['/api/things', '/api/things/', '/api/things/a/b', '/things/a', '/api/me/']) {
    assert.equal(lead(path), undefined, path);
  }
});

test('a route streams if one of its operations does', () => {
  assert.equal(routeOf('/api/events')?.stream, true);
  assert.equal(routeOf('/api/safe')?.stream, false);
});

test('only requests that are safe to repeat are retried', () => {
  assert.equal(routeOf('/api/safe')?.repeat, 'always');
  assert.equal(routeOf('/api/events')?.repeat, 'always');
  assert.equal(routeOf('/api/me')?.repeat, 'unsent');
  assert.equal(routeOf('/api/it')?.repeat, 'never');
  assert.equal(routeOf('/api/things/{id}')?.repeat, 'never');
});

test('https adds headers, and directives to the CSP', () => {
  const headers = securityHeaders({
    http: { Policy: { 'script-src': "'self'", 'img-src': 'data:' }, Same: 'yes' },
    https: { Policy: { upgrade: '' }, Only: 'https' },
  });
  assert.deepEqual(headers.http, { Policy: "script-src 'self'; img-src data:", Same: 'yes' });
  assert.deepEqual(headers.https, { Policy: "script-src 'self'; img-src data:; upgrade", Same: 'yes', Only: 'https' });
});

test('the page has the paths of its list, whatever their parameters are', () => {
  const pattern = new RegExp(pagePattern(['/inbox', '/r/{room}', '/r/{room}/m/{seq}']));
  for (const path of ['/inbox', '/r/general', '/r/0d9d1ac6-2f7b/m/17']) assert.match(path, pattern);
  for (const path of ['/', '/r/', '/r/a.js', '/r/a/b', '/r/a/m/x', '/inbox/', '/x/inbox']) {
    assert.doesNotMatch(path, pattern);
  }
  assert.throws(() => pagePattern(['/r/{thread}']), /Unknown parameter thread/);
});
