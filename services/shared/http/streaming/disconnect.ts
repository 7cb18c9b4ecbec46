import type { Socket } from 'node:net';

/**
 * Resets a connection: after a graceful end the operating system would keep buffering what the client does not read. A
 * socket whose end is in progress cannot be reset: libuv refuses (EINVAL), Node then never closes its handle, and the
 * event loop spins on it.
 */
export function disconnect(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
