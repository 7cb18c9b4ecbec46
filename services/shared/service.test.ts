import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import express from 'express';
import { ConfigError } from './environment.ts';
import { listen } from './service.ts';

describe('a service', () => {
  it('whose port is taken says so in one line', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const service = {
      spec: 'auth' as const,
      app: express(),
      drain: () => undefined,
      close: () => Promise.resolve(),
    };
    await assert.rejects(
      listen(service, '127.0.0.1', port),
      (error) =>
        error instanceof ConfigError &&
        error.message ===
          `Port ${port} of 127.0.0.1 cannot be used (EADDRINUSE). Stop the program that has it, or set another one.`,
    );
    other.close();
  });
});
