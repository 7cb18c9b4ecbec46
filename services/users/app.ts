import type { operations } from '../../generated/types/users.ts';
import { People } from '../shared/identity/people.ts';
import type { Logger } from '../shared/logging/logger.ts';
import { composeStreamingService } from '../shared/service/compose.ts';
import type { Service } from '../shared/service/listen.ts';
import type { Config } from './config.ts';
import { DirectoryStore } from './directory/store.ts';
import { createHandlers } from './handlers.ts';
import { PreferenceStreams } from './preferences/preference-streams.ts';
import { PREFERENCES_CHANGED, PreferenceStore } from './preferences/store.ts';
import { Presence } from './presence/presence.ts';
import { PRESENCE_CHANGED, PresenceStore } from './presence/store.ts';
import { TIMING, type PresenceTiming } from './presence/timing.ts';
import { DisplayNameClaims } from './profiles/claims.ts';
import { scheduleProfileCleanup } from './profiles/cleanup.ts';
import { VisiblePeople } from './visible-people.ts';
import { ProfileStore } from './profiles/store.ts';

export interface Dependencies {
  config: Config;
  logger: Logger;
  timing?: PresenceTiming;
}

/** Creates user-service, which follows who is online. The database must be migrated. */
export function createUserService({ config, logger, timing = TIMING }: Dependencies): Promise<Service> {
  return composeStreamingService<operations>(
    { service: 'users', config, logger, channels: [PRESENCE_CHANGED, PREFERENCES_CHANGED] },
    ({ pool, metrics, listener, ...openings }) => {
      const store = new PresenceStore(pool);
      const profiles = new ProfileStore(pool);
      const claims = new DisplayNameClaims(config.authUrl);
      const people = new People(config.authUrl);
      const stopCleanup = scheduleProfileCleanup({ profiles, people, claims }, logger);
      const visible = new VisiblePeople(config.messagesUrl);
      const presence = new Presence({ store, listener, logger, timing, people: visible });
      const preferences = new PreferenceStore(pool);
      const preferenceStreams = new PreferenceStreams({ store: preferences, listener, logger });
      metrics.gauge('people_online', 'People online, as this replica knows it.', () => presence.count);
      return {
        handlers: createHandlers({
          presence: { ...openings, store, presence, preferenceStreams, people: visible, timing },
          preferences,
          profile: { profiles, claims, limiter: openings.limiter },
          directory: { store: new DirectoryStore(pool), people: visible },
        }),
        start: () => presence.start(),
        stop: async () => {
          stopCleanup();
          await presence.stop().catch((err: unknown) => {
            logger.warn({ err }, 'who left with this replica is offline when its heartbeat has expired');
          });
        },
      };
    },
  );
}
