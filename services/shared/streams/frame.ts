/** A Server-Sent Event as it goes over the wire. JSON holds no raw line break, so one `data:` line is enough. */
export function frame(event: string, data: string, id?: number): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`;
}

/** Keeps proxies and readers from taking a quiet stream for a dead one. */
export const HEARTBEAT = Buffer.from(': still here\n\n');

/** Tells a reader after how many milliseconds to come back. */
export function retryHint(milliseconds: number): string {
  return `retry: ${Math.round(milliseconds)}\n\n`;
}
