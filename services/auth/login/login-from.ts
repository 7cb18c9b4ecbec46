import type { Use } from '../../shared/limits/rate-limit.ts';
import type { Config } from '../config.ts';

/** A login from a network address, for the rate limit. */
export function loginFrom(network: string, { loginPerAddress }: Config['limits']): Use {
  return { key: `login-address:${network}`, perMinute: loginPerAddress, what: 'logins from your address' };
}
