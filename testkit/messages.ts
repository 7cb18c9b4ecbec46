import type { components } from '../generated/types/messages.ts';

type Message = components['schemas']['Message'];

/** An event of any kind. */
export interface AnyEvent {
  seq: number;
  type: components['schemas']['Event']['type'];
  room: string;
  message?: Message;
}

/**
 * The message without `asOf`, which depends on when it was read: two readers of the same message differ in it.
 * services/messages/messages/as-of.test.ts covers it.
 */
export function withoutAsOf(message: Message): Message {
  const copy = { ...message };
  delete copy.asOf;
  return copy;
}

/** Parses what message-service answers or streams, without each message's `asOf`. */
export function parseMessages(json: string): unknown {
  return JSON.parse(json, (key, value: unknown) => (key === 'asOf' ? undefined : value));
}
