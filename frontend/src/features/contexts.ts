/** Lit contexts for descendant elements. Each context has one provider. */
import { createContext } from '@lit/context';
import type { Session } from '../api/types.ts';
import type { Presence } from '../stores/presence.ts';
import type { Names } from '../stores/people.ts';
import type { LocaleSetting } from '../i18n/locale.ts';
import type { AboutStore } from '../stores/about.ts';
import type { AccountStore } from '../stores/accounts.ts';
import type { PreferenceStore } from '../stores/preferences.ts';
import type { DirectoryStore } from '../stores/directory.ts';
import type { InviteStore } from '../stores/invites.ts';
import type { ProfileStore } from '../stores/profile.ts';
import type { MentionSource } from './composer/completion/mention-source.ts';
import type { RoomList } from '../stores/room-list.ts';
import type { RoomView } from '../stores/room.ts';
import type { SessionStore } from '../stores/session.ts';
import type { KeyValue } from '../state/storage.ts';
import type { ThemeSetting } from '../state/theme.ts';
import type { ConnectionStatus } from '../state/connection-status.ts';

/** The services that live as long as the page. Provided by `chat-app`. */
export interface Services {
  about: AboutStore;
  session: SessionStore;
  profile: ProfileStore;
  accounts: AccountStore;
  invites: InviteStore;
  directory: DirectoryStore;
  theme: ThemeSetting;
  locale: LocaleSetting;
  storage: KeyValue;
}
export const servicesContext = createContext<Services>(Symbol('services'));

/** The user who is logged in. Provided by `chat-app`. */
export const personContext = createContext<Session>(Symbol('person'));

/** The messages, the queued ones, and how far they were read. Provided by `chat-room`. */
export const roomContext = createContext<RoomView>(Symbol('room'));

/** The rooms that the user is in. Provided by `chat-session`. */
export const roomListContext = createContext<RoomList>(Symbol('room list'));

/** Who can be mentioned in the room that is shown. Provided by `chat-room`. */
export const mentionableContext = createContext<MentionSource>(Symbol('mentionable'));

/** The newest known display names, by `sub`. Provided by `chat-session`. */
export const namesContext = createContext<Names>(Symbol('names'));

/** The users online. Provided by `chat-session`. */
export const presenceContext = createContext<Presence>(Symbol('presence'));

/** The user's preferences. Provided by `chat-session`. */
export const preferencesContext = createContext<PreferenceStore>(Symbol('preferences'));

/** The administrators' `sub`s. Provided by `chat-session`. */
export const administratorsContext = createContext<ReadonlySet<string>>(Symbol('administrators'));

/** The connection to the server. Provided by `chat-session`. */
export const connectionStatusContext = createContext<ConnectionStatus>(Symbol('connection status'));
