import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pagePaths } from '../../../generated/types/page-paths.ts';
import { pathOf, routeOf, type Route } from './routes.ts';

const ID = '0d9d1ac6-2f7b-4c1c-8f5e-6a3f8f0b7a11';

const ROUTES: [path: string, route: Route][] = [
  ['/', { name: 'home' }],
  ['/r/general', { name: 'room', room: 'general' }],
  [`/r/${ID}`, { name: 'room', room: ID }],
  [`/r/${ID}/m/1795424000051`, { name: 'room', room: ID, seq: 1795424000051 }],
  ['/inbox', { name: 'inbox' }],
  ['/people', { name: 'people', list: 'accounts' }],
  ['/people/guests', { name: 'people', list: 'guests' }],
  ['/people/audit', { name: 'people', list: 'audit' }],
  ['/browse', { name: 'browse' }],
  ['/settings', { name: 'settings' }],
  ['/join', { name: 'join' }],
  ['/setup', { name: 'setup' }],
  ['/reset', { name: 'reset' }],
];

const TOLERATED: [path: string, route: Route][] = [
  ['', { name: 'home' }],
  ['/r/general/', { name: 'room', room: 'general' }],
  ['/inbox/', { name: 'inbox' }],
  ['/r/', { name: 'home' }],
  ['/r/General', { name: 'home' }],
  ['/r/a%2Fb', { name: 'home' }],
  [`/r/${'a'.repeat(65)}`, { name: 'home' }],
  ['/r/general/m/x', { name: 'home' }],
  ['/r/general/m/0', { name: 'home' }],
  ['/r/general/m/9999999999999999', { name: 'room', room: 'general' }],
  ['/elsewhere', { name: 'home' }],
  ['/inbox/more', { name: 'home' }],
  ['/people/accounts', { name: 'people', list: 'accounts' }],
  ['/people/nobody', { name: 'home' }],
];

describe('routes', () => {
  for (const [path, route] of ROUTES) {
    it(`${path} is ${JSON.stringify(route)}, and back`, () => {
      assert.deepEqual(routeOf(path), route);
      assert.equal(pathOf(route), path);
      assert.ok(path === '/' || pagePaths.test(path), 'gateways serve the page there');
    });
  }
  for (const [path, route] of TOLERATED) {
    it(`${path || 'nothing'} leads to ${JSON.stringify(route)}`, () => assert.deepEqual(routeOf(path), route));
  }
});
