import { effect } from '@preact/signals-core';
import type { ChatEvent, Message, MyRoom } from '../api/types.ts';
import { track } from '../state/signal-watcher.ts';
import { later, type Later } from '../state/timer.ts';
import { isMention, isMuted } from '../stores/room-counts.ts';
import type { RoomList } from '../stores/room-list.ts';

/** Where notifications are shown. Push, which works while the page is closed, would be another one. */
export interface NotificationSurface {
  /** Whether the user allows them. */
  readonly allowed: boolean;
  show(message: Message, room: MyRoom): void;
  close(id: string): void;
}

interface NotifierOptions {
  /** The user's `sub`. */
  me: string;
  roomList: Pick<RoomList, 'find' | 'rooms'>;
  surface: NotificationSurface;
  /** One tab of the browser decides. */
  isLeading: () => boolean;
  /** The room that a window with the focus shows. */
  lookedAt: () => string | undefined;
  doNotDisturb: () => boolean;
  /** Whether the user hides what this person writes. */
  isIgnored: (sub: string) => boolean;
  /** A message that mentions the user has arrived. */
  onMention: () => void;
  later?: Later;
}

/** On another device it may be read at once. */
const DELAY_MS = 1_000;
/** What is older was missed rather than said now, in milliseconds. */
const NEWS_MS = 5 * 60_000;
/** Of many messages at once the newest are shown. */
const MOST_WAITING = 5;
const MOST_SHOWN = 20;

/** Notifies of messages: once each, a moment later, unless they are read before; closes what is read later. */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #later: Later;
  /** By message id. */
  readonly #waiting = new Map<string, { message: Message; cancel: () => void }>();
  readonly #shown = new Map<string, Message>();
  readonly #stopWatching: () => void;

  constructor(options: NotifierOptions) {
    this.#options = options;
    this.#later = options.later ?? later;
    this.#stopWatching = effect(() => {
      track(options.roomList.rooms);
      this.#closeRead();
    });
  }

  /** Call with the events of every batch. */
  apply(events: readonly ChatEvent[]): void {
    for (const event of events) {
      if (event.type === 'created') this.#receive(event.message);
      else if (event.type === 'deleted') this.#withdraw(event.message.id);
      else if (event.type === 'cleared') this.#withdrawRoom(event.room);
    }
  }

  stop(): void {
    this.#stopWatching();
    for (const { cancel } of this.#waiting.values()) cancel();
    for (const id of this.#shown.keys()) this.#options.surface.close(id);
  }

  #receive(message: Message): void {
    const { me, onMention, isLeading, isIgnored } = this.#options;
    if (message.sub === me || message.deletedAt !== undefined || isIgnored(message.sub)) return;
    if (isMention(message, me)) onMention();
    if (isLeading()) this.#wait(message);
  }

  #wait(message: Message): void {
    if (Date.now() - Date.parse(message.timestamp) > NEWS_MS) return;
    const room = this.#options.roomList.find(message.room);
    if (room && !this.#notifies(message, room)) return;
    const cancel = this.#later(() => this.#show(message), DELAY_MS);
    this.#waiting.set(message.id, { message, cancel });
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > MOST_WAITING && oldest !== undefined) this.#withdraw(oldest);
  }

  #show(message: Message): void {
    const { surface, roomList } = this.#options;
    this.#waiting.delete(message.id);
    const room = roomList.find(message.room);
    // Of a new direct room the first message arrives before the room is loaded.
    if (!room) this.#wait(message);
    if (!room || !this.#notifies(message, room)) return;
    surface.show(message, room);
    this.#shown.set(message.id, message);
    const [oldest] = this.#shown.keys();
    if (this.#shown.size > MOST_SHOWN && oldest !== undefined) this.#withdraw(oldest);
  }

  /** Whether the user wants to be notified of it, now, and has not read it. */
  #notifies(message: Message, room: MyRoom): boolean {
    const { surface, lookedAt, doNotDisturb, me } = this.#options;
    if (!surface.allowed || isMuted(room) || doNotDisturb() || lookedAt() === room.id) return false;
    return room.marker < message.seq && (room.level === 'all' || isMention(message, me));
  }

  #closeRead(): void {
    for (const { id, room, seq } of this.#shown.values()) {
      const marker = this.#options.roomList.find(room)?.marker ?? Infinity;
      if (marker >= seq) this.#withdraw(id);
    }
  }

  #withdrawRoom(room: string): void {
    const messages = [...this.#shown.values(), ...[...this.#waiting.values()].map(({ message }) => message)];
    for (const message of messages) if (message.room === room) this.#withdraw(message.id);
  }

  #withdraw(id: string): void {
    this.#waiting.get(id)?.cancel();
    this.#waiting.delete(id);
    if (this.#shown.delete(id)) this.#options.surface.close(id);
  }
}
