import { ContextProvider } from '@lit/context';
import type { LitElement, ReactiveController } from 'lit';
import type { MyRoom, Session } from '../../api/types.ts';
import type { Chat } from '../../live/chat.ts';
import { GENERAL } from '../../stores/general.ts';
import type { RoomPeople } from '../../stores/room-people.ts';
import type { Room } from '../../stores/room.ts';
import type { Mentionable } from '../composer/completion/mention-text.ts';
import { mentionableContext, type Services } from '../contexts.ts';
import { reachOf, RoomMentions } from './room-mentions.ts';

/** The element that shows the room. */
interface Host extends LitElement {
  chat: Chat;
  room: Room;
  info: MyRoom;
  person: Session;
  services: Services;
}

/** Provides who can be mentioned in the room that an element shows. */
export class MentionProvider implements ReactiveController {
  readonly #host: Host;
  readonly #people: () => RoomPeople;
  readonly #provider: ContextProvider<typeof mentionableContext, Host>;
  #mentions!: RoomMentions;
  /** What the provided value was made of. */
  #from: readonly unknown[] = [];

  constructor(host: Host, people: () => RoomPeople) {
    this.#host = host;
    this.#people = people;
    this.#provider = new ContextProvider(host, { context: mentionableContext });
    host.addController(this);
  }

  hostConnected(): void {
    this.#mentions = new RoomMentions({ directory: this.#host.services.directory });
  }

  hostDisconnected(): void {
    this.#mentions.stop();
  }

  /** Provides it again when more is known of the people: the composer then looks again at what is written. */
  hostUpdate(): void {
    const { info } = this.#host;
    const known = [this.#people().state.value, this.#mentions.found.value, info];
    if (known.every((each, index) => each === this.#from[index])) return;
    this.#from = known;
    this.#provider.setValue({
      people: () => this.#find(),
      search: (query) => this.#mentions.search(query),
      reach: reachOf(info),
    });
  }

  /** The members are loaded when they are first needed. */
  #find(): readonly Mentionable[] {
    const { info, room, person, chat } = this.#host;
    const people = this.#people();
    if (room.id !== GENERAL) people.refresh(info, room.memberChanges.peek());
    return this.#mentions.people({
      room: info,
      person,
      presence: chat.presence.value.peek(),
      names: chat.people.names.peek(),
      members: people.state.peek(),
    });
  }
}
