/* tslint:disable */
/* eslint-disable */
export * from './Account.js';
export * from './AccountPage.js';
export * from './AccountUpdate.js';
export * from './Administrator.js';
export * from './AdministratorList.js';
export * from './Cleared.js';
export * from './DeletedAccount.js';
export * from './EditRequest.js';
export * from './Event.js';
export * from './EventPage.js';
export * from './FieldError.js';
export * from './LoginRequest.js';
export * from './Message.js';
export * from './MessagePage.js';
export * from './OnlineList.js';
export * from './PasswordRequest.js';
export * from './PostRequest.js';
export * from './PresenceStatus.js';
export * from './Problem.js';
export * from './ProblemType.js';
export * from './Profile.js';
export * from './ProfileRequest.js';
export * from './Role.js';
export * from './Session.js';
export * from './SessionInfo.js';
export * from './SessionList.js';
