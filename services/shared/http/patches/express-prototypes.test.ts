import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, mock } from 'node:test';
import express from 'express';
import { messageClasses } from './express-prototypes.ts';

describe('messageClasses', () => {
  it('gives requests and responses the prototypes that Express sets, before it does', async () => {
    const app = express().get('/', (request, response) => {
      response.json({ path: request.path });
    });
    const server = createServer(messageClasses(app), app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { setPrototypeOf } = Object;
    const changed: boolean[] = [];
    const spy = mock.method(Object, 'setPrototypeOf', (target: object, prototype: object | null) => {
      if (prototype === app.request || prototype === app.response) {
        changed.push(Object.getPrototypeOf(target) !== prototype);
      }
      return setPrototypeOf(target, prototype) as object;
    });
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    assert.deepEqual(await response.json(), { path: '/' });
    spy.mock.restore();
    server.close();
    // If Express no longer calls it for both, this patch can go.
    assert.deepEqual(changed, [false, false]);
  });
});
