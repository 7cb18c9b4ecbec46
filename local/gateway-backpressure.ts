/** Backpressure by what a client has acknowledged: otherwise the operating system buffers megabytes per connection. */
import type { Socket } from 'node:net';
import { Transform } from 'node:stream';
import { disconnect } from '../services/shared/http/streaming/disconnect.ts';
import { sendQueues } from '../services/shared/http/streaming/send-queues.ts';

/** Maximum unacknowledged bytes per connection, as nginx's `sndbuf`. */
const maxUnacknowledged = 256 * 1024;
/** How long a client may take to get below that; then it is disconnected. */
const stallTimeout = 30_000;

/** Passes bytes through while the client acknowledges them. */
export function limitSendQueue(socket: Socket, timeout = stallTimeout): Transform {
  let acknowledged = 0;
  const isBehind = () => socket.bytesWritten - acknowledged > maxUnacknowledged;

  async function caughtUp(): Promise<void> {
    const stalled = setTimeout(() => disconnect(socket), timeout).unref();
    while (isBehind() && !socket.destroyed) {
      const written = socket.bytesWritten - socket.writableLength;
      acknowledged = written - (await sendQueues.lengthOf(socket));
    }
    clearTimeout(stalled);
  }

  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      this.push(chunk);
      if (isBehind()) void caughtUp().then(() => callback());
      else callback();
    },
  });
}
