import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import pg from 'pg';
import { endConnection } from './pg-connection.ts';

/** Bytes of PostgreSQL's protocol: AuthenticationOk, then ReadyForQuery. */
const LOGGED_IN = Buffer.from('520000000800000000' + '5a0000000549', 'hex');

describe('endConnection', () => {
  it('drops the connection to a server that does not answer', async () => {
    const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'chat', database: 'chat', ssl: false });
    client.on('error', () => undefined);
    const connecting = client.connect();
    const [socket] = (await once(server, 'connection')) as [Socket];
    socket.on('error', () => undefined).resume();
    socket.write(LOGGED_IN);
    await connecting;

    // It never closes its side, so that only dropping the connection ends it.
    const ended = once(client, 'end');
    await endConnection(client, 50);
    await ended;
    assert.equal(client.connection.stream.destroyed, true);
    socket.destroy();
    server.close();
  });
});
