/** What the page knows of a message, and how it maps to the contract's: here alone. */
import type { Failure } from '../api/result.ts';
import type { Mention, Message, PostRequest, Session } from '../api/types.ts';

/** What the sender of a message sets. */
export interface NewMessage {
  room: string;
  text: string;
  /** Whom the text mentions. */
  mentions?: readonly Mention[];
}

/** A queued message. Its id never changes, so that sending it is idempotent. */
export interface QueuedMessage extends NewMessage {
  id: string;
  /** When it was typed, in milliseconds since 1970, unique per user. Messages are sent in this order. */
  order: number;
  /** Why the server permanently refused it: the user decides whether to change, retry or discard it. */
  failure?: Failure['kind'];
  /** It was written in an earlier session of the same name, which may have sent it already. */
  adopted?: boolean;
}

/** Why a message is not being sent, and when it is retried, in milliseconds since 1970. */
export interface Wait {
  kind: Failure['kind'];
  until: number;
}

export interface Outgoing extends QueuedMessage {
  state: 'sending' | 'waiting' | 'failed';
  wait?: Wait;
}

/** A message as the list shows it: from the log, or still queued in this browser. */
export interface Entry {
  id: string;
  sub: string;
  username: string;
  guest: boolean;
  text: string;
  /** In milliseconds since 1970. */
  time: number;
  edited: boolean;
  mentions?: readonly Mention[];
  state: 'sent' | 'sending' | 'waiting' | 'failed';
  /** The log position, once it is sent. */
  seq?: number;
  failure?: Failure['kind'];
  /** Why sending is delayed, and until when. */
  wait?: Wait;
}

/** The request that sends a queued message. */
export function toRequest({ id, room, text, mentions }: QueuedMessage): PostRequest {
  return { id, room, message: text, ...(mentions && { mentions: [...mentions] }) };
}

/** A message of the log as the list shows it. */
export function sentEntry(sent: Message): Entry {
  const { id, seq, sub, username, guest, message, timestamp, editedAt, mentions } = sent;
  const time = Date.parse(timestamp);
  const edited = editedAt !== undefined;
  return { id, seq, sub, username, guest, text: message, time, edited, state: 'sent', ...(mentions && { mentions }) };
}

/** A queued message as the list shows it; `stuck`: nothing can be sent yet. */
export function queuedEntry(outgoing: Outgoing, { sub, username, roles }: Session, stuck: boolean): Entry {
  const { id, text, order, state, failure, wait, mentions } = outgoing;
  const entry: Entry = {
    id,
    sub,
    username,
    guest: roles.includes('guest'),
    text,
    time: order,
    edited: false,
    state: state === 'sending' && stuck ? 'waiting' : state,
  };
  if (mentions !== undefined) entry.mentions = mentions;
  if (failure !== undefined) entry.failure = failure;
  if (wait !== undefined) entry.wait = wait;
  return entry;
}
