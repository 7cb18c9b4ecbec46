import type { operations } from '../../generated/types/auth.ts';
import { RequestLimiter } from '../shared/limits/request-limit.ts';
import type { Semaphore } from '../shared/limits/semaphore.ts';
import type { Logger } from '../shared/logging/logger.ts';
import { composeService } from '../shared/service/compose.ts';
import type { Service } from '../shared/service/listen.ts';
import { ChatNames } from './about/chat-name.ts';
import { AboutStore } from './about/store.ts';
import { Passwords, passwordSemaphore } from './accounts/passwords.ts';
import { AccountStore } from './accounts/store.ts';
import type { Config } from './config.ts';
import { DisplayNameStore } from './display-names/store.ts';
import { createHandlers } from './handlers.ts';
import type { Identity } from './identity.ts';
import { Invites } from './invites/invites.ts';
import { deriveKeys } from './keys.ts';
import { NameRules } from './login/name-rules.ts';
import { PasswordGuard } from './login/password-guard.ts';
import { PlaceStore } from './login/store.ts';
import { PeopleStore } from './people/store.ts';
import { scheduleSessionCleanup } from './cleanup.ts';
import { RefreshCookies } from './sessions/cookie.ts';
import { RefreshTokens } from './sessions/refresh-tokens.ts';
import { SessionStore } from './sessions/store.ts';
import { ResetStore } from './accounts/reset/store.ts';
import { AuditKeeper } from './audit/keeper.ts';
import { AuditStore } from './audit/store.ts';
import { SetupStore } from './accounts/setup/store.ts';
import { IdentityStore } from './store.ts';
import { AccessTokens } from './tokens/access-tokens.ts';
import { authenticator } from './tokens/verify-token.ts';

export interface Dependencies {
  config: Config;
  logger: Logger;
  now?: () => Date;
  semaphore?: Semaphore;
}

/** Wires auth-service. The database must already be migrated. */
export function createAuthService({
  config,
  logger,
  now = () => new Date(),
  semaphore = passwordSemaphore({ atOnce: 2, maxWaiting: 16 }),
}: Dependencies): Promise<Service> {
  return composeService<operations>({ service: 'auth', config, logger }, ({ pool, metrics, limiter }) => {
    const keys = deriveKeys(config.signingKey);
    const refreshTokens = new RefreshTokens(keys);
    const accounts = new AccountStore(pool);
    const sessions = new SessionStore(pool, config.sessionLifetime);
    const places = new PlaceStore(pool);
    const resets = new ResetStore(pool);
    const auditLog = new AuditStore(pool);
    const keeper = new AuditKeeper(auditLog, now, logger);
    const rules = new NameRules(config);
    const stopCleanup = scheduleSessionCleanup(accounts, [sessions, places, resets, auditLog], now, logger);
    const identity: Identity = {
      store: new IdentityStore(pool, config.sessionLifetime),
      accounts,
      people: new PeopleStore(pool),
      displayNames: new DisplayNameStore(pool),
      sessions,
      setupLinks: new SetupStore(pool),
      resets,
      auditLog,
      accessTokens: new AccessTokens(keys.accessToken),
      refreshTokens,
      cookies: new RefreshCookies(keys.installation, (token) => refreshTokens.sidOf(token) !== undefined),
      passwords: new Passwords(semaphore),
      guard: new PasswordGuard({ store: places, limiter, key: keys.places, perName: config.limits.loginPerName, now }),
      invites: new Invites(config.messagesUrl),
      rules,
      chatNames: new ChatNames(new AboutStore(pool), config.chatName, now),
      anonymousRequests: new RequestLimiter(config.requestLimit, () => now().getTime()),
      limiter,
      limits: config.limits,
      now,
    };
    metrics.gauge('passwords_waiting', 'Passwords that wait to be checked.', () => semaphore.waiting);
    return {
      handlers: createHandlers(identity),
      authenticate: authenticator(identity),
      start: async () => {
        if (rules.adminKeys.size > 0 || (await accounts.administrators(rules.adminKeys)).length > 0) return;
        logger.info('there is no administrator yet: the command "account setup" prints a link that makes one');
      },
      keepAudit: keeper.keep,
      stop: () => {
        stopCleanup();
        return keeper.close();
      },
    };
  });
}
