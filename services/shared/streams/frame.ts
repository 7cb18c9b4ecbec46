/** Serializes a Server-Sent Event. JSON contains no raw line break, so one `data:` line is enough. */
export function frame(event: string, data: string, id?: number): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`;
}

/** Keeps proxies and clients from treating an idle stream as dead. */
export const HEARTBEAT = Buffer.from(': still here\n\n');

/** Sets the client's reconnect delay. */
export function retryHint(milliseconds: number): string {
  return `retry: ${Math.round(milliseconds)}\n\n`;
}
