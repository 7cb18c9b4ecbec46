import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { EventStream } from '../services/shared/http/streaming/stream.ts';

export interface StreamPair {
  stream: EventStream;
  /** The server's end. */
  socket: Socket;
  /** The client's end. It does not read until told to. */
  reader: Socket;
}

/** A stream over a real connection. */
export async function streamPair(): Promise<StreamPair> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const reader = connect((server.address() as AddressInfo).port, '127.0.0.1');
  reader.on('error', () => undefined);
  const [socket] = await accepted;
  socket.on('error', () => undefined);
  server.close();
  return { stream: new EventStream(socket), socket, reader };
}

/** Everything that the client receives until its stream is closed. */
export async function readAll(reader: Socket): Promise<string> {
  let text = '';
  for await (const chunk of reader as AsyncIterable<Buffer>) text += chunk.toString();
  return text;
}
