import type { RateLimiter } from '../shared/rate-limit.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { RefreshCookies } from './cookie.ts';
import type { NameRules } from './name-rules.ts';
import type { PasswordGuard } from './password-guard.ts';
import type { Passwords } from './passwords.ts';
import type { RefreshTokens } from './refresh-tokens.ts';
import type { Store } from './store.ts';

/** What the handlers work with. */
export interface Identity {
  store: Store;
  accessTokens: AccessTokens;
  refreshTokens: RefreshTokens;
  cookies: RefreshCookies;
  passwords: Passwords;
  guard: PasswordGuard;
  rules: NameRules;
  limiter: RateLimiter;
  limits: LoginLimits;
  /** The one clock: times in the database are written and compared by it too. */
  now: () => Date;
}

/** Per minute. */
export interface LoginLimits {
  /** Passwords for a name, from all addresses where it has not logged in before together. */
  loginPerName: number;
  loginPerAddress: number;
}
