import { consume, ContextProvider } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Message, MyRoom, Session } from '../../api/types.ts';
import type { Chat } from '../../live/chat.ts';
import type { Room } from '../../stores/room.ts';
import type { Entry, NewMessage } from '../../stores/entry.ts';
import { fit } from '../../stores/draft.ts';
import { ignoredIn } from '../../stores/ignored.ts';
import type { RoomList } from '../../stores/room-list.ts';
import { RoomPeople } from '../../stores/room-people.ts';
import { personContext, roomContext, roomListContext, servicesContext, type Services } from '../contexts.ts';
import { emit, type Detail, type MessageActions } from '../events.ts';
import { DormantElement } from '../../state/dormant.ts';
import { hasLayers } from '../../state/layers.ts';
import { MediaQuery, mediaQuery } from '../../state/media-query.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import { withoutRoomLinks } from '../../text/room-links.ts';
import styles from './chat-room.css?inline';
import type { ConfirmDialog } from '../../ui/confirm-dialog.ts';
import type { LiveAnnouncer } from './live-announcer.ts';
import type { Mentioned } from '../composer/completion/mention-text.ts';
import type { MessageComposer } from '../composer/message-composer.ts';
import type { MessageList } from '../messages/message-list.ts';
import type { MessageAction } from '../messages/message-action.ts';
import type { MessageSheet } from '../messages/message-sheet.ts';
import type { ModalDialog } from '../../ui/modal-dialog.ts';
import { unreadIcon } from '../../ui/icons.ts';
import { renderClosed } from './closed-room.ts';
import { MentionProvider } from './mention-provider.ts';
import { reviewMentions } from './mention-question.ts';
import { MessageEditing } from './message-editing.ts';
import { roomName } from './room-names.ts';
import { routeKey } from './route-key.ts';
import { renderDrawer, renderPanel } from './who-is-here.ts';
import { renderTyping } from './typing-line.ts';
import '../../ui/confirm-dialog.ts';
import './connection-banner.ts';
import './live-announcer.ts';
import '../composer/message-composer.ts';
import '../messages/message-list.ts';
import '../messages/message-sheet.ts';
import '../../ui/modal-dialog.ts';
import '../notifications/notification-offer.ts';
import './opening-notice.ts';
import './room-header.ts';
import './unsent-offer.ts';

/** The limit of a message's text in the question before it is deleted, in characters. */
const QUOTED = 500;

/** A room that the user is in: passes its state to the elements and handles their events. */
@customElement('chat-room')
@localized()
export class ChatRoom extends DormantElement {
  static override styles = [base, controls, sheet(styles)];

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  @property({ attribute: false }) chat!: Chat;
  @property({ attribute: false }) room!: Room;
  /** What the list of rooms knows of it. */
  @property({ attribute: false }) info!: MyRoom;
  /** The people are shown beside the messages, where there is space. */
  @property({ type: Boolean }) panel = false;
  /** The position of the message that a link led to. */
  @property({ attribute: false }) target: number | undefined;

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: roomListContext })
  list!: RoomList;

  @query('message-list') private messages!: MessageList;
  @query('message-composer') private composer!: MessageComposer;
  @query('confirm-dialog') private confirm!: ConfirmDialog;
  @query('message-sheet') private sheet!: MessageSheet;
  @query('live-announcer') private announcer!: LiveAnnouncer;
  @query('modal-dialog[kind="drawer"]') private drawer!: ModalDialog | null;

  readonly #wide = new MediaQuery(this, '(min-width: 80rem)');
  readonly #view = new ContextProvider(this, { context: roomContext });
  readonly #editing = new MessageEditing(this, { composer: () => this.composer, onSent: () => this.#toEnd() });
  #people!: RoomPeople;
  #isOpening = true;

  constructor() {
    super();
    new MentionProvider(this, () => this.#people);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#people = new RoomPeople(this.list, this.room.id);
    window.addEventListener('keydown', this.#routeKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.#routeKey);
  }

  /** Called when files are dropped anywhere on the page. */
  refuseFiles(): void {
    this.composer.refuseFiles();
  }

  /** Called for each new message of others. */
  announce({ id, sub, username, message }: Message): void {
    this.announcer.announce({ id, name: this.chat.people.names.peek().get(sub) ?? username, text: message });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('target')) void this.room.opening.follow(this.target);
    this.#view.setValue(this.room.view.value);
    this.#editing.check(this.#view.value.messages);
  }

  /** Whether it can be shown again as it is: what is half done is given up. */
  get isKeepable(): boolean {
    return this.#editing.current === undefined && !hasLayers();
  }

  protected override sleep(): void {
    this.messages.dormant = true;
    this.announcer.reset();
  }

  protected override wake(): void {
    this.#isOpening = true;
  }

  protected override updated(): void {
    this.messages.dormant = false;
    // On a phone, focusing the field would open the on-screen keyboard unasked.
    if (this.#isOpening && mediaQuery('(hover: hover)')?.matches) this.composer.focus();
    this.#isOpening = false;
    const { messages } = this.#view.value;
    this.announcer.retract((id) => messages.findLast((each) => each.id === id)?.message);
  }

  protected override render(): TemplateResult {
    const narrow = !this.#wide.matches;
    const { firstUnread, linked } = this.#view.value;
    return html`
      <div
        class="room"
        @message-send=${this.#send}
        @message-retry=${({ detail }: CustomEvent<string>) => this.chat.outbox.retry(detail)}
        @message-discard=${this.#discard}
        @message-delete=${this.#delete}
        @actions-open=${({ detail }: CustomEvent<MessageActions>) => void this.sheet.show(detail)}
        @edit-begin=${({ detail }: Detail<'edit-begin'>) => this.#editing.begin(detail)}
        @edit-save=${({ detail }: Detail<'edit-save'>) => void this.#editing.save(detail)}
        @edit-cancel=${() => this.#editing.end()}
        @room-clear=${this.#clear}
        @older-wanted=${() => void this.room.timeline.loadOlder()}
        @history-retry=${() => this.room.timeline.retry()}
        @unread-jump=${() => void this.room.opening.jump()}
        @messages-seen=${({ detail }: CustomEvent<number>) => this.chat.see(this.room, detail)}
        @composer-wanted=${() => this.composer.focus()}
        @connection-retry=${() => this.chat.reconnect()}
        @panel-toggle=${(event: Event) => this.#openDrawer(event)}
      >
        <div class="notices">
          <connection-banner></connection-banner>
          <unsent-offer
            .count=${this.chat.outbox.leftovers.value}
            @unsent-send=${() => this.chat.outbox.adoptLeftovers()}
            @unsent-discard=${() => this.chat.outbox.discardLeftovers()}
          ></unsent-offer>
          <opening-notice></opening-notice>
          <notification-offer></notification-offer>
        </div>
        <room-header .room=${this.info} .narrow=${narrow} .panel=${this.panel}></room-header>
        <main>
          <message-list
            .info=${this.info}
            .editing=${this.#editing.current?.id}
            .unreadFrom=${firstUnread}
            .moreActions=${this.#moreActions}
            .target=${linked?.state === 'found' || linked?.state === 'wanted' ? linked.seq : undefined}
          ></message-list>
          <message-composer
            @input=${() => this.room.writing()}
            .placeholder=${msg(str`Message ${roomName(this.info, this.chat.people.names.value)}`)}
            .draft=${this.room.draft}
            .editing=${this.#editing.current}
            .problem=${this.#editing.problem}
            .review=${this.#review}
            ?closed=${this.info.archived}
          >
            ${renderTyping(this.#writers)} ${renderClosed(this, this.info, this.person)}
          </message-composer>
        </main>
        ${this.#renderPeople(narrow)}
        <confirm-dialog></confirm-dialog>
        <message-sheet></message-sheet>
        <live-announcer></live-announcer>
      </div>
    `;
  }

  get #writers(): string[] {
    const names = this.chat.people.names.value;
    const ignored = ignoredIn(this.chat.preferences.value.value);
    const heard = this.room.typing.value.filter(({ sub }) => !ignored.has(sub));
    return heard.map(({ sub, username }) => names.get(sub) ?? username);
  }

  /** Beside the messages; where there is no space for that, in a drawer. */
  #renderPeople(narrow: boolean): TemplateResult | typeof nothing {
    const about = { room: this.info, people: this.#people, changes: this.room.memberChanges.value };
    if (narrow) return renderDrawer(about);
    return this.panel ? renderPanel(about) : nothing;
  }

  readonly #review = (mentioned: readonly Mentioned[]) => {
    const edited = this.#view.value.messages.find(({ id }) => id === this.#editing.current?.id);
    return reviewMentions(mentioned, {
      room: this.info,
      before: edited?.mentions ?? [],
      add: (sub) => this.list.add(this.room.id, sub),
      ask: (question) => this.confirm.ask(question),
    });
  };

  /** Where there is no space for a panel, it lies over the messages. */
  #openDrawer(event: Event): void {
    if (!this.drawer) return;
    event.stopPropagation();
    this.drawer.show();
  }

  /** What the user can do with messages of others. */
  readonly #moreActions = ({ sub, seq }: Message): readonly MessageAction[] => {
    if (sub === this.person.sub || !this.list.supported.peek()) return [];
    const run = () => emit(this, 'unread-mark', { room: this.room, seq: seq - 1 });
    return [{ name: msg('Mark unread from here'), icon: unreadIcon, run }];
  };

  #send({ detail }: CustomEvent<Omit<NewMessage, 'room'>>): void {
    this.chat.send({ ...detail, room: this.room.id });
    this.#toEnd();
  }

  /** Who has written has read. */
  #toEnd(): void {
    this.room.opening.moveTo(Infinity);
    this.messages.toEnd();
  }

  #discard({ detail: id }: CustomEvent<string>): void {
    this.chat.outbox.discard(id);
    this.#editing.endOf(id);
  }

  readonly #routeKey = (event: KeyboardEvent): void => {
    if (!this.dormant) routeKey(event, this.composer, this.messages);
  };

  async #delete({ detail: { id, text } }: CustomEvent<Entry>): Promise<void> {
    const deleted = await this.confirm.ask({
      heading: msg('Delete this message?'),
      text: msg('It will be deleted for everyone. This cannot be undone.'),
      quote: fit(withoutRoomLinks(text), QUOTED),
      action: msg('Delete'),
      run: () => this.room.remove(id),
    });
    if (!deleted) return;
    this.#editing.endOf(id);
    this.composer.focus();
  }

  async #clear(): Promise<void> {
    await this.confirm.ask({
      heading: msg('Clear the room?'),
      text: msg('All messages will be deleted for everyone. This cannot be undone.'),
      action: msg('Delete all messages'),
      run: () => this.room.clear(),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-room': ChatRoom;
  }
}
