import type { ServerResponse } from 'node:http';

/**
 * Detaches a response from its socket, so that node:http releases the request and the response, which take as much
 * memory again as the stream itself. Node has no public API to end a response but not its connection.
 */
export function releaseResponse(response: ServerResponse): void {
  Reflect.set(response, '_last', false);
  response.emit('finish');
}
