import type { Entry, NewMessage } from '../stores/entry.ts';
import type { MessageAction } from './messages/message-action.ts';
import type { Question } from '../ui/confirm-dialog.ts';

export interface MessageActions {
  entry: Entry;
  actions: readonly MessageAction[];
}

/** The events that elements dispatch to their ancestors. */
export interface ChatEventDetails {
  'message-send': Omit<NewMessage, 'room'>;
  'message-retry': string;
  'message-discard': string;
  /** The user wants to edit this message; without one, their last message. */
  'edit-begin': Entry | undefined;
  'edit-save': { id: string; text: string };
  'edit-cancel': undefined;
  'message-delete': Entry;
  /** Open the actions of a message in a sheet. */
  'actions-open': MessageActions;
  'room-clear': undefined;
  /** Ask for confirmation before an action. */
  'question-ask': Question;
  'older-wanted': undefined;
  'history-retry': undefined;
  'newest-seen': undefined;
  'composer-wanted': undefined;
  'online-open': undefined;
  'settings-open': undefined;
  'connection-retry': undefined;
  'unsent-send': undefined;
  'unsent-discard': undefined;
}

type ChatEvents = { [Name in keyof ChatEventDetails]: CustomEvent<ChatEventDetails[Name]> };

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
