import { randomUUID } from 'node:crypto';

const ACCEPTABLE = /^[A-Za-z0-9_-]{8,64}$/;

/** The id that follows a request from the gateway through every service: the gateway's where it sent one. */
export function requestId(sent: string | string[] | undefined): string {
  return typeof sent === 'string' && ACCEPTABLE.test(sent) ? sent : randomUUID();
}
