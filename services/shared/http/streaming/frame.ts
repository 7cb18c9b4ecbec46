/** Serializes a Server-Sent Event. JSON contains no raw line break, so one `data:` line is enough. */
export function frame(event: string, data: string, id?: number): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`;
}

/**
 * Keeps proxies and clients from treating an idle stream as dead: a comment, and an id without data, which a client
 * takes for no event but resumes from.
 */
export function heartbeat(id?: number): string {
  return `: still here\n${id === undefined ? '' : `id: ${id}\n`}\n`;
}

/** Sets the client's reconnect delay. */
export function retryHint(milliseconds: number): string {
  return `retry: ${Math.round(milliseconds)}\n\n`;
}
