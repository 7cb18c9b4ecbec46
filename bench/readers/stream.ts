import { connect, type Socket } from 'node:net';

const HEAD_END = '\r\n\r\n';
/** All streams of the process are read into this, one after the other. */
const SHARED = Buffer.allocUnsafe(64 * 1024);

export interface StreamOptions {
  url: URL;
  token: string;
  lastEventId: number | undefined;
  /** Its first bytes are there. */
  onLive: () => void;
  /** @param bytes are overwritten by the next */
  onBytes: (bytes: Buffer) => void;
  /** Called once, when it is gone. */
  onEnd: (why: string) => void;
}

/** A stream as a bare socket: an HTTP client would cost more than what is measured. */
export function openStream({ url, token, lastEventId, onLive, onBytes, onEnd }: StreamOptions): Socket {
  let head = '';
  let inHead = true;
  let live = false;
  let why = 'it ended';

  const take = (bytes: Buffer) => {
    if (!live) onLive();
    live = true;
    onBytes(bytes);
  };
  const takeHead = (bytes: Buffer) => {
    head += bytes.toString('latin1');
    const end = head.indexOf(HEAD_END);
    if (end === -1) return;
    const body = Buffer.from(head.slice(end + HEAD_END.length), 'latin1');
    if (!/^HTTP\/1\.1 200 /.test(head)) {
      why = head.split('\r\n', 1)[0] ?? '';
      socket.destroy();
      return;
    }
    inHead = false;
    if (body.length > 0) take(body);
  };

  const callback = (length: number) => {
    const bytes = SHARED.subarray(0, length);
    if (inHead) takeHead(bytes);
    else take(bytes);
    return true;
  };
  const socket = connect({ host: url.hostname, port: Number(url.port), onread: { buffer: SHARED, callback } });
  socket.on('error', ({ message }) => (why = message));
  // A half-closed connection counts as closed.
  socket.on('end', () => socket.destroy());
  socket.once('close', () => onEnd(why));
  socket.write(
    [
      `GET ${url.pathname}${url.search} HTTP/1.1`,
      `Host: ${url.host}`,
      `Authorization: Bearer ${token}`,
      'Accept: text/event-stream',
      // A gateway would keep the connection when the stream ends.
      'Connection: close',
      ...(lastEventId === undefined ? [] : [`Last-Event-ID: ${lastEventId}`]),
      '\r\n',
    ].join('\r\n'),
  );
  return socket;
}
