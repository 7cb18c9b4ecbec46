import type { Entry } from './chat/timeline.ts';
import type { Question } from './elements/confirm-dialog.ts';

export interface MessageActions {
  entry: Entry;
  edit: boolean;
  remove: boolean;
}

/** What elements tell those above them. */
export interface ChatEventDetails {
  'message-send': string;
  'message-retry': string;
  'message-discard': string;
  /** The person wants to edit this one of their messages; without one, their last. */
  'edit-begin': Entry | undefined;
  'edit-save': { id: string; text: string };
  'edit-cancel': undefined;
  'message-delete': Entry;
  /** What the person may do to a message is to be offered in a sheet. */
  'actions-open': MessageActions;
  'room-clear': undefined;
  /** To be asked before something is done. */
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

/** Sends an event up, through the shadow of every element on the way. */
export function emit<Name extends keyof ChatEventDetails>(
  from: HTMLElement,
  name: Name,
  ...[detail]: ChatEventDetails[Name] extends undefined ? [] : [ChatEventDetails[Name]]
): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
