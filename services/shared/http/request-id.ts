import { randomUUID } from 'node:crypto';

const ACCEPTABLE = /^[A-Za-z0-9_-]{8,64}$/;

/** The id that identifies a request across the gateway and all services: the received one if valid, else a new one. */
export function requestId(sent: string | string[] | undefined): string {
  return typeof sent === 'string' && ACCEPTABLE.test(sent) ? sent : randomUUID();
}
