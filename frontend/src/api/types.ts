/** Names for the generated types of the contracts' schemas. */
import type { components as Auth } from '../../../generated/types/auth.ts';
import type { components as Messages } from '../../../generated/types/messages.ts';
import type { components as Users } from '../../../generated/types/users.ts';

export type Session = Auth['schemas']['Session'];
export type PasswordRequest = Auth['schemas']['PasswordRequest'];
export type Account = Auth['schemas']['Account'];
export type AccountPage = Auth['schemas']['AccountPage'];
export type SessionList = Auth['schemas']['SessionList'];
export type SessionInfo = Auth['schemas']['SessionInfo'];
export type AdministratorList = Auth['schemas']['AdministratorList'];
export type Problem = Auth['schemas']['Problem'];
export type Message = Messages['schemas']['Message'];
export type PostRequest = Messages['schemas']['PostRequest'];
export type MessagePage = Messages['schemas']['MessagePage'];
export type ChatEvent = Messages['schemas']['Event'];
export type EventPage = Messages['schemas']['EventPage'];
export type Profile = Users['schemas']['Profile'];
export type PresenceSnapshot = Users['schemas']['PresenceSnapshot'];
export type PresenceChange = Users['schemas']['PresenceChange'];
