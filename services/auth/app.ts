import type { operations } from '../../generated/types/auth.ts';
import { createPool } from '../shared/database/pool.ts';
import { createApp } from '../shared/http/pipeline.ts';
import type { Logger } from '../shared/logging/logger.ts';
import { Metrics } from '../shared/service/metrics.ts';
import { RateLimiter } from '../shared/limits/rate-limit.ts';
import { Readiness } from '../shared/service/readiness.ts';
import type { Service } from '../shared/service/run.ts';
import { AccessTokens } from './tokens/access-tokens.ts';
import type { Config } from './config.ts';
import { RefreshCookies } from './sessions/cookie.ts';
import { createHandlers } from './handlers.ts';
import { keepHouse } from './sessions/cleanup.ts';
import type { Identity } from './identity.ts';
import { deriveKeys } from './keys.ts';
import { NameRules } from './login/name-rules.ts';
import { PasswordGuard } from './login/password-guard.ts';
import { Passwords } from './accounts/passwords.ts';
import { RefreshTokens } from './sessions/refresh-tokens.ts';
import { Store } from './store.ts';
import { PlaceStore } from './login/store.ts';
import { Turns } from '../shared/limits/semaphore.ts';
import { authenticator } from './tokens/verify.ts';

export interface Dependencies {
  config: Config;
  logger: Logger;
  now?: () => Date;
  /** Semaphore for password checks: two at a time, since each takes 19 MiB and a core. */
  passwordTurns?: Turns;
}

/** Wires auth-service. The database must already be migrated. */
export function createAuthService({
  config,
  logger,
  now = () => new Date(),
  passwordTurns = new Turns(2, 16),
}: Dependencies): Service {
  const pool = createPool(config.databaseUrl, 'auth-service', logger);
  const metrics = new Metrics();
  const readiness = new Readiness(pool);
  const keys = deriveKeys(config.signingKey);
  const refreshTokens = new RefreshTokens(keys);
  const limiter = new RateLimiter(pool);
  const store = new Store(pool, config.sessionLifetime);
  const places = new PlaceStore(pool);
  const stopHouseKeeping = keepHouse(store, [store, places], now, logger);
  const identity: Identity = {
    store,
    accessTokens: new AccessTokens(keys.accessToken),
    refreshTokens,
    cookies: new RefreshCookies(keys.installation, (token) => refreshTokens.sidOf(token) !== undefined),
    passwords: new Passwords(passwordTurns),
    guard: new PasswordGuard({ store: places, limiter, key: keys.places, perName: config.limits.loginPerName, now }),
    rules: new NameRules(config),
    limiter,
    limits: config.limits,
    now,
  };
  metrics.gauge('passwords_waiting', 'Passwords that wait to be checked.', () => passwordTurns.waiting);

  const app = createApp<operations>({
    spec: 'auth',
    handlers: createHandlers(identity, { service: 'auth-service', metrics, checkReady: readiness.check }),
    authenticate: authenticator(identity),
    requestLimit: config.requestLimit,
    logger,
    metrics,
    validateResponses: !config.production,
    trustProxy: config.trustProxy,
    publicHosts: config.publicHosts,
    isDraining: readiness.isDraining,
  });
  return {
    spec: 'auth',
    app,
    drain: () => readiness.drain(),
    close: async () => {
      limiter.stop();
      stopHouseKeeping();
      await pool.end();
    },
  };
}
