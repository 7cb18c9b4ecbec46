/* tslint:disable */
/* eslint-disable */
export * from './AccountApi.js';
export * from './AdministrationApi.js';
export * from './ChatApi.js';
export * from './DirectoryApi.js';
export * from './EventsApi.js';
export * from './InvitesApi.js';
export * from './MembersApi.js';
export * from './MessagesApi.js';
export * from './PreferencesApi.js';
export * from './PresenceApi.js';
export * from './ProfileApi.js';
export * from './ReadingApi.js';
export * from './RoomsApi.js';
export * from './SessionsApi.js';
