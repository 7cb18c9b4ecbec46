import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';

/**
 * Stops accepting connections, and closes none. `http.Server`'s own `close` also closes the idle ones at once, on which
 * a request may be on its way.
 */
export function stopAccepting(server: Server): void {
  NetServer.prototype.close.call(server);
}
