import type { Level, Mention, MyRoom, Preferences, StoredSection } from '../api/types.ts';
import type { Entry, NewMessage } from '../stores/entry.ts';
import type { Room } from '../stores/room.ts';
import type { MessageAction } from './messages/message-action.ts';
import type { Route } from '../state/routes.ts';
import type { Question } from '../ui/confirm-dialog.ts';

export interface MessageActions {
  entry: Entry;
  actions: readonly MessageAction[];
}

/** What is known of a person before their profile is loaded. */
export interface ShownPerson {
  sub: string;
  name: string;
  guest: boolean;
}

/** The dialogs that concern no room. */
export type DialogName = 'new-room' | 'browse' | 'new-message' | 'switcher' | 'keys' | 'status' | 'chat-name';

/** The events that elements dispatch to their ancestors. */
export interface ChatEventDetails {
  'message-send': Omit<NewMessage, 'room'>;
  'message-retry': string;
  'message-discard': string;
  /** The user wants to edit this message; without one, their last message. */
  'edit-begin': Entry | undefined;
  'edit-save': { id: string; text: string; mentions?: readonly Mention[] };
  'edit-cancel': undefined;
  'message-delete': Entry;
  /** Open the actions of a message in a sheet. */
  'actions-open': MessageActions;
  'room-clear': undefined;
  /** Ask for confirmation before an action. */
  'question-ask': Question;
  'older-wanted': undefined;
  'history-retry': undefined;
  /** Go to the message that was the first unread one when the room was opened. */
  'unread-jump': undefined;
  /** The link to a message that cannot be shown is done with. */
  'link-close': undefined;
  /** Everything up to this position was in view. */
  'messages-seen': number;
  /** The messages of a room after a position shall count as unread. */
  'unread-mark': { room: Room; seq: number };
  'composer-wanted': undefined;
  'settings-open': undefined;
  /** The login form has logged somebody in. */
  'logged-in': undefined;
  /** A guest wants a password instead of being logged out. */
  'password-wanted': undefined;
  /** The width of the panel beside the room, in rem. */
  'width-change': number;
  /** Show or hide the panel beside the room. */
  'panel-toggle': undefined;
  'dialog-open': DialogName;
  /** Add people to this room, or change its name and topic, of which the topic has the focus on request. */
  'room-dialog-open': { dialog: 'add-people' | 'invite' | 'room-details'; room: MyRoom; focus?: 'topic' };
  /** Make a section of the sidebar, for a room if there is one, or rename it. */
  'section-dialog-open': { section?: StoredSection; room?: string };
  /** Replace these preferences. */
  'preferences-change': Preferences;
  /** Show who somebody is. */
  'person-open': ShownPerson;
  /** Go to another page. */
  'route-open': Route;
  /** Open the direct room with these people. */
  'direct-open': string[];
  'all-read': undefined;
  'membership-change': { room: string; level?: Level; mutedUntil?: string | null };
  'room-hide': string;
  'room-leave': MyRoom;
  /** Archive the room, or restore an archived one. */
  'room-archive': MyRoom;
  'connection-retry': undefined;
  'unsent-send': undefined;
  'unsent-discard': undefined;
  /** Give up what was written in a room that one is in no longer. */
  'lost-discard': string;
}

/** A chat event, as a listener gets it. */
export type Detail<Name extends keyof ChatEventDetails> = CustomEvent<ChatEventDetails[Name]>;

type ChatEvents = { [Name in keyof ChatEventDetails]: Detail<Name> };

declare global {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- it gives the names above to addEventListener
  interface HTMLElementEventMap extends ChatEvents {}
}

/** Dispatches a bubbling event that crosses shadow roots. */
export function emit<Name extends keyof ChatEventDetails>(
  from: HTMLElement,
  name: Name,
  ...[detail]: ChatEventDetails[Name] extends undefined ? [] : [ChatEventDetails[Name]]
): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
