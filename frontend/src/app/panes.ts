/** What stands beside the list of rooms: a room, the inbox, the people, or why a room is not shown. */
import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatRoom } from '../features/room/chat-room.ts';
import type { Chat } from '../live/chat.ts';
import { route } from '../state/navigation.ts';
import type { Room } from '../stores/room.ts';
import { describeUnknown } from '../stores/unknown-room.ts';
import { KeptRooms } from './kept-rooms.ts';
import { LazyPane } from './lazy-pane.ts';
import '../features/room/chat-room.ts';
import '../features/room/room-door.ts';

export class Panes {
  readonly #host: LitElement;
  readonly #kept = new KeptRooms<Room>();
  readonly #inbox: LazyPane;
  readonly #people: LazyPane;

  /** `fail` is called if the code of a pane could not be loaded. */
  constructor(host: LitElement, fail: () => void) {
    this.#host = host;
    this.#inbox = new LazyPane(host, () => import('../features/inbox/inbox-pane.ts'), fail);
    this.#people = new LazyPane(host, () => import('../features/administration/people-pane.ts'), fail);
  }

  /** Decides which rooms keep their elements: call before `render`. */
  update(chat: Chat): void {
    const isKeepable = (room: Room) => room.mine.peek() !== undefined && this.#elementOf(room)?.isKeepable === true;
    this.#kept.show(shownIn(chat), isKeepable);
  }

  /** `panel`: whether the panel beside a room is open. */
  render(chat: Chat, panel: boolean): unknown {
    return [this.#renderRooms(chat, panel), this.#renderOther(chat)];
  }

  /** The room that is shown, and those that were, unseen. */
  #renderRooms(chat: Chat, panel: boolean): unknown {
    const current = route.value;
    const shown = shownIn(chat);
    return repeat(
      this.#kept.all,
      (room) => room,
      (room) =>
        html`<chat-room
          class="pane"
          .chat=${chat}
          .room=${room}
          .info=${room.mine.value ?? describeUnknown(room.id)}
          .panel=${panel}
          .target=${room === shown && current.name === 'room' ? current.seq : undefined}
          .dormant=${room !== shown}
        ></chat-room>`,
    );
  }

  #renderOther(chat: Chat): TemplateResult | typeof nothing {
    const { roomList, unsent } = chat;
    const current = route.value;
    if (current.name === 'inbox') {
      if (!this.#inbox.isReady) return nothing;
      return html`<inbox-pane class="pane" .mentions=${roomList.mentions.value} .lost=${unsent.lost}></inbox-pane>`;
    }
    if (current.name === 'people') {
      return this.#people.isReady ? html`<people-pane class="pane" .list=${current.list}></people-pane>` : nothing;
    }
    if (chat.shown.value || current.name !== 'room') return nothing;
    const { room } = current;
    return html`<room-door
      class="pane"
      .room=${room}
      .lost=${roomList.lost(room)}
      .unsent=${unsent.in(room).join('\n\n')}
    ></room-door>`;
  }

  #elementOf(room: Room): ChatRoom | undefined {
    return [...this.#host.renderRoot.querySelectorAll('chat-room')].find((element) => element.room === room);
  }
}

/** The room that can be seen: not while another pane is in its place. */
function shownIn({ shown }: Chat): Room | undefined {
  const { name } = route.value;
  return name === 'inbox' || name === 'people' ? undefined : shown.value;
}
