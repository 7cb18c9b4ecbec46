import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ServiceName } from '../../services.ts';
import { readSpec } from './spec.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const HEADER = 'x-warm-up';
const PASS = randomUUID();

/** Whether it is this process's own warm-up request, which reaches the validator without a token, but no handler. */
export const isWarmUp = (headers: IncomingHttpHeaders) => headers[HEADER] === PASS;

/**
 * Calls every operation once, without a token and with an empty body, since the validator compiles an operation's
 * schemas at its first request (about 0.1 s each), which should not delay a client. Throws if the contract is broken.
 */
export async function warmUp(name: ServiceName, url: string): Promise<void> {
  for (const [path, item] of Object.entries(readSpec(name).paths)) {
    for (const method of METHODS) {
      if (!item[method]) continue;
      const response = await fetch(url + path, {
        method: method.toUpperCase(),
        headers: { [HEADER]: PASS, ...(item[method].requestBody ? { 'Content-Type': 'application/json' } : {}) },
        ...(item[method].requestBody ? { body: '{}' } : {}),
        signal: AbortSignal.timeout(10_000),
      });
      const answer = await response.text();
      if (response.status === 500) throw new Error(`${method.toUpperCase()} ${path} answered 500: ${answer}`);
    }
  }
}
