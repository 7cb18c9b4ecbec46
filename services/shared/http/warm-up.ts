import { readSpec, type SpecName } from './spec.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/**
 * Calls every operation once, without a token and with an empty body: the validator compiles an operation's schemas at
 * its first request (about 0.1 s each), which must not be a client's. Throws where the contract itself is broken.
 */
export async function warmUp(name: SpecName, url: string): Promise<void> {
  for (const [path, item] of Object.entries(readSpec(name).paths)) {
    for (const method of METHODS) {
      if (!item[method]) continue;
      const response = await fetch(url + path, {
        method: method.toUpperCase(),
        ...(item[method].requestBody ? { body: '{}', headers: { 'Content-Type': 'application/json' } } : {}),
        signal: AbortSignal.timeout(10_000),
      });
      const answer = await response.text();
      if (response.status === 500) throw new Error(`${method.toUpperCase()} ${path} answered 500: ${answer}`);
    }
  }
}
