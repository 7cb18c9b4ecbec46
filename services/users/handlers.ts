import type { operations } from '../../generated/types/users.ts';
import type { OwnHandlers } from '../shared/service/compose.ts';
import { connect } from './presence/connect.ts';
import { disconnect } from './presence/disconnect.ts';
import { listOnline } from './presence/list-online.ts';
import { getPerson } from './directory/get-person.ts';
import { listDirectory } from './directory/list-directory.ts';
import { lookUpPeople } from './directory/look-up-people.ts';
import type { DirectoryDependencies } from './directory/store.ts';
import type { PresenceDependencies } from './presence/presence.ts';
import { renewActivity } from './presence/renew-activity.ts';
import { streamPresence } from './presence/stream-presence.ts';
import { getPreferences } from './preferences/get-preferences.ts';
import type { PreferenceStore } from './preferences/store.ts';
import { updatePreferences } from './preferences/update-preferences.ts';
import { getProfile } from './profiles/get-profile.ts';
import { updateProfile, type ProfileDependencies } from './profiles/update-profile.ts';

export interface HandlerDependencies {
  presence: PresenceDependencies;
  preferences: PreferenceStore;
  profile: ProfileDependencies;
  directory: DirectoryDependencies;
}

export function createHandlers({
  presence,
  preferences,
  profile,
  directory,
}: HandlerDependencies): OwnHandlers<operations> {
  return {
    listDirectory: (request) => listDirectory(directory, request),
    lookUpPeople: (request) => lookUpPeople(directory, request),
    getPerson: (request) => getPerson(directory, request),
    connect: (request) => connect(presence, request),
    disconnect: (request) => disconnect(presence, request),
    listOnline: (request) => listOnline(presence, request),
    streamPresence: (request) => streamPresence(presence, request),
    getPreferences: (request) => getPreferences(preferences, request),
    updatePreferences: (request) => updatePreferences({ preferences, limiter: presence.limiter }, request),
    renewActivity: (request) => renewActivity(presence, request),
    getProfile: (request) => getProfile(profile.profiles, request),
    updateProfile: (request) => updateProfile(profile, request),
  };
}
