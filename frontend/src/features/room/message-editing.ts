import type { ReactiveControllerHost } from 'lit';
import type { Message, Session } from '../../api/types.ts';
import { describeFailure } from '../../i18n/failures.ts';
import type { Chat } from '../../live/chat.ts';
import { sentEntry, type Entry } from '../../stores/entry.ts';
import type { Room } from '../../stores/room.ts';
import type { MessageComposer } from '../composer/message-composer.ts';
import type { ChatEventDetails } from '../events.ts';

/** The room's element. */
interface Host extends ReactiveControllerHost {
  readonly chat: Chat;
  readonly room: Room;
  readonly person: Session;
}

interface Parts {
  composer: () => MessageComposer;
  /** Called when a message that was not sent yet is sent with another text. */
  onSent: () => void;
}

/** A message that its author changes in the composer: one that is sent, or one that waits or was refused. */
export class MessageEditing {
  readonly #host: Host;
  readonly #parts: Parts;
  #current: { id: string; text: string } | undefined;
  #problem: string | undefined;

  constructor(host: Host, parts: Parts) {
    this.#host = host;
    this.#parts = parts;
  }

  /** The message, with the text from which its change began. */
  get current(): { id: string; text: string } | undefined {
    return this.#current;
  }

  /** Why the change could not be saved. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Begins with a message, or with the last one that the author has sent. */
  begin(entry: Entry | undefined): void {
    const isMine = ({ sub, deletedAt }: Message) => sub === this.#host.person.sub && deletedAt === undefined;
    const last = this.#host.room.view.peek().messages.findLast(isMine);
    this.#set(entry ?? (last && sentEntry(last)) ?? this.#current);
    if (this.#current) this.#parts.composer().focus();
  }

  async save(detail: ChatEventDetails['edit-save']): Promise<void> {
    const { chat, room } = this.#host;
    const { id, text, mentions } = detail;
    const isUnsent = room.view.peek().pending.some((entry) => entry.id === id);
    if (isUnsent) this.#sendAgain(chat, detail);
    if (isUnsent || text === this.#current?.text) {
      this.end();
      return;
    }
    this.#set(this.#current);
    const result = await room.edit(id, text, mentions);
    if (this.#current?.id !== id) return;
    if (!result.ok) this.#set(this.#current, describeFailure(result.failure));
    else if (this.#parts.composer().holds(text)) this.end();
    // More was typed in the meantime: the edit continues from the saved text.
    else this.#set({ id, text });
  }

  end(): void {
    this.#set(undefined);
    this.#parts.composer().focus();
  }

  /** Ends if this is the message that is being changed. */
  endOf(id: string): void {
    if (this.#current?.id === id) this.end();
  }

  /** Says so if somebody has deleted the message: call when the room's messages have changed. */
  check(messages: readonly Message[]): void {
    const edited = messages.find(({ id }) => id === this.#current?.id);
    if (edited?.deletedAt !== undefined) this.#problem = describeFailure({ kind: 'message-deleted', status: 409 });
  }

  #sendAgain(chat: Chat, { id, ...message }: ChatEventDetails['edit-save']): void {
    if (message.text === this.#current?.text) chat.outbox.retry(id);
    else chat.replace(id, { ...message, room: this.#host.room.id });
    this.#parts.onSent();
  }

  #set(current: { id: string; text: string } | undefined, problem?: string): void {
    this.#current = current && { id: current.id, text: current.text };
    this.#problem = problem;
    this.#host.requestUpdate();
  }
}
