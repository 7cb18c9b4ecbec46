import type { Socket } from 'node:net';
import { sendQueues } from '../services/shared/http/streaming/send-queues.ts';

/** Bytes sent to a client in this process and not acknowledged by it. */
export function sentAhead({ localAddress, localPort, remotePort }: Socket): Promise<number> {
  return sendQueues.lengthOf({ localPort: remotePort, remoteAddress: localAddress, remotePort: localPort });
}
