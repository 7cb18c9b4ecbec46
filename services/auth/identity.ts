import type { RateLimiter } from '../shared/limits/rate-limit.ts';
import type { RequestLimiter } from '../shared/limits/request-limit.ts';
import type { ChatNames } from './about/chat-name.ts';
import type { Passwords } from './accounts/passwords.ts';
import type { AccountStore } from './accounts/store.ts';
import type { DisplayNameStore } from './display-names/store.ts';
import type { Invites } from './invites/invites.ts';
import type { NameRules } from './login/name-rules.ts';
import type { PasswordGuard } from './login/password-guard.ts';
import type { PeopleStore } from './people/store.ts';
import type { RefreshCookies } from './sessions/cookie.ts';
import type { RefreshTokens } from './sessions/refresh-tokens.ts';
import type { SessionStore } from './sessions/store.ts';
import type { ResetStore } from './accounts/reset/store.ts';
import type { AuditStore } from './audit/store.ts';
import type { SetupStore } from './accounts/setup/store.ts';
import type { IdentityStore } from './store.ts';
import type { AccessTokens } from './tokens/access-tokens.ts';

/** Dependencies of the handlers. */
export interface Identity {
  store: IdentityStore;
  accounts: AccountStore;
  people: PeopleStore;
  displayNames: DisplayNameStore;
  sessions: SessionStore;
  setupLinks: SetupStore;
  resets: ResetStore;
  auditLog: AuditStore;
  accessTokens: AccessTokens;
  refreshTokens: RefreshTokens;
  cookies: RefreshCookies;
  passwords: Passwords;
  guard: PasswordGuard;
  invites: Invites;
  rules: NameRules;
  chatNames: ChatNames;
  /** Counts requests without a token, per address. */
  anonymousRequests: RequestLimiter;
  limiter: RateLimiter;
  limits: LoginLimits;
  /** The only clock: times in the database are written and compared with it too. */
  now: () => Date;
}

/** Per minute. */
export interface LoginLimits {
  /** Password attempts per name from all addresses where it has not logged in before, together. */
  loginPerName: number;
  loginPerAddress: number;
}
