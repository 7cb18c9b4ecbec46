import { consume, ContextProvider } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Message, Session } from '../../api/types.ts';
import type { Chat } from '../../live/chat.ts';
import type { Room } from '../../stores/room.ts';
import type { Entry, NewMessage } from '../../stores/entry.ts';
import { personContext, roomContext } from '../contexts.ts';
import type { MessageActions } from '../events.ts';
import { describeFailure } from '../../i18n/failures.ts';
import { MediaQuery, mediaQuery } from '../../state/media-query.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import { base, sheet } from '../../styles/sheets.ts';
import styles from './chat-room.css?inline';
import type { ConfirmDialog, Question } from '../../ui/confirm-dialog.ts';
import type { LiveAnnouncer } from './live-announcer.ts';
import type { MessageComposer } from '../composer/message-composer.ts';
import type { MessageList } from '../messages/message-list.ts';
import type { MessageSheet } from '../messages/message-sheet.ts';
import type { ModalDialog } from '../../ui/modal-dialog.ts';
import { routeKey } from './route-key.ts';
import type { SettingsDialog } from '../settings/settings-dialog.ts';
import '../../ui/confirm-dialog.ts';
import './connection-banner.ts';
import './live-announcer.ts';
import '../composer/message-composer.ts';
import '../messages/message-list.ts';
import '../messages/message-sheet.ts';
import '../../ui/modal-dialog.ts';
import '../people/online-list.ts';
import './room-header.ts';
import '../settings/settings-dialog.ts';
import './unsent-offer.ts';

/** The chat room of the user who is logged in: passes its state to the elements and handles their events. */
@customElement('chat-room')
@localized()
export class ChatRoom extends SignalWatcher(LitElement) {
  static override styles = [base, sheet(styles)];

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  @property({ attribute: false }) chat!: Chat;
  @property({ attribute: false }) room!: Room;

  @state() private editing: { id: string; text: string } | undefined;
  @state() private problem: string | undefined;

  @query('message-list') private list!: MessageList;
  @query('message-composer') private composer!: MessageComposer;
  @query('confirm-dialog') private confirm!: ConfirmDialog;
  @query('settings-dialog') private settings!: SettingsDialog;
  @query('message-sheet') private sheet!: MessageSheet;
  @query('live-announcer') private announcer!: LiveAnnouncer;
  @query('modal-dialog[kind="drawer"]') private drawer!: ModalDialog | null;

  readonly #wide = new MediaQuery(this, '(min-width: 56rem)');
  readonly #view = new ContextProvider(this, { context: roomContext });

  override connectedCallback(): void {
    super.connectedCallback();
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

  protected override willUpdate(): void {
    this.#view.setValue(this.room.view.value);
    const edited = this.#view.value.messages.find(({ id }) => id === this.editing?.id);
    if (edited?.deletedAt !== undefined) this.problem = describeFailure({ kind: 'message-deleted', status: 409 });
  }

  protected override firstUpdated(): void {
    // On a phone, focusing the field would open the on-screen keyboard unasked.
    if (mediaQuery('(hover: hover)')?.matches) this.composer.focus();
  }

  protected override updated(): void {
    const { messages } = this.#view.value;
    this.announcer.retract((id) => messages.findLast((each) => each.id === id)?.message);
  }

  protected override render(): TemplateResult {
    const narrow = !this.#wide.matches;
    return html`
      <div
        class="room"
        @message-send=${this.#send}
        @message-retry=${({ detail }: CustomEvent<string>) => this.chat.outbox.retry(detail)}
        @message-discard=${this.#discard}
        @message-delete=${this.#delete}
        @actions-open=${({ detail }: CustomEvent<MessageActions>) => void this.sheet.show(detail)}
        @edit-begin=${this.#beginEdit}
        @edit-save=${this.#saveEdit}
        @edit-cancel=${this.#endEdit}
        @room-clear=${this.#clear}
        @question-ask=${({ detail }: CustomEvent<Question>) => void this.confirm.ask(detail)}
        @older-wanted=${() => void this.room.timeline.loadOlder()}
        @history-retry=${() => this.room.timeline.retry()}
        @newest-seen=${() => this.chat.see(this.room)}
        @composer-wanted=${() => this.composer.focus()}
        @connection-retry=${() => this.chat.reconnect()}
        @settings-open=${() => this.settings.show()}
        @online-open=${() => this.drawer?.show()}
      >
        <room-header .narrow=${narrow}></room-header>
        <div class="notices">
          <connection-banner></connection-banner>
          <unsent-offer
            .count=${this.chat.outbox.leftovers.value}
            @unsent-send=${() => this.chat.outbox.adoptLeftovers()}
            @unsent-discard=${() => this.chat.outbox.discardLeftovers()}
          ></unsent-offer>
        </div>
        <main>
          <message-list .editing=${this.editing?.id}></message-list>
          <message-composer
            .draft=${this.room.draft}
            .editing=${this.editing}
            .problem=${this.problem}
          ></message-composer>
        </main>
        ${narrow ? nothing : html`<aside aria-label=${msg('Online')}><online-list></online-list></aside>`}
        ${
          narrow
            ? html`<modal-dialog kind="drawer" heading=${msg('Who is online')}
                ><online-list></online-list
              ></modal-dialog>`
            : nothing
        }
        <settings-dialog></settings-dialog>
        <confirm-dialog></confirm-dialog>
        <message-sheet></message-sheet>
        <live-announcer></live-announcer>
      </div>
    `;
  }

  #send({ detail }: CustomEvent<Omit<NewMessage, 'room'>>): void {
    this.chat.send({ ...detail, room: this.room.id });
    this.list.toEnd();
  }

  #beginEdit({ detail }: CustomEvent<Entry | undefined>): void {
    const isMine = ({ sub, deletedAt }: Message) => sub === this.person.sub && deletedAt === undefined;
    const last = this.#view.value.messages.findLast(isMine);
    this.problem = undefined;
    if (detail) this.editing = { id: detail.id, text: detail.text };
    else if (last) this.editing = { id: last.id, text: last.message };
    if (this.editing) this.composer.focus();
  }

  async #saveEdit({ detail: { id, text } }: CustomEvent<{ id: string; text: string }>): Promise<void> {
    const unsent = this.#view.value.pending.some((entry) => entry.id === id);
    if (unsent) this.#sendAgain(id, text);
    if (unsent || text === this.editing?.text) {
      this.#endEdit();
      return;
    }
    this.problem = undefined;
    const result = await this.room.edit(id, text);
    if (this.editing?.id !== id) return;
    if (!result.ok) this.problem = describeFailure(result.failure);
    else if (this.composer.holds(text)) this.#endEdit();
    // More was typed in the meantime: the edit continues from the saved text.
    else this.editing = { id, text };
  }

  #sendAgain(id: string, text: string): void {
    if (text === this.editing?.text) this.chat.outbox.retry(id);
    else this.chat.replace(id, { room: this.room.id, text });
    this.list.toEnd();
  }

  #discard({ detail: id }: CustomEvent<string>): void {
    this.chat.outbox.discard(id);
    if (this.editing?.id === id) this.#endEdit();
  }

  readonly #routeKey = (event: KeyboardEvent): void => routeKey(event, this.composer, this.list);

  #endEdit(): void {
    this.editing = undefined;
    this.problem = undefined;
    this.composer.focus();
  }

  async #delete({ detail: { id } }: CustomEvent<Entry>): Promise<void> {
    const deleted = await this.confirm.ask({
      heading: msg('Delete this message?'),
      text: msg('It will be deleted for everyone. This cannot be undone.'),
      action: msg('Delete'),
      run: () => this.room.remove(id),
    });
    if (!deleted) return;
    if (this.editing?.id === id) this.#endEdit();
    this.composer.focus();
  }

  async #clear(): Promise<void> {
    const cleared = await this.confirm.ask({
      heading: msg('Clear the room?'),
      text: msg('All messages will be deleted for everyone. This cannot be undone.'),
      action: msg('Delete all messages'),
      run: () => this.room.clear(),
    });
    if (cleared) this.settings.close();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-room': ChatRoom;
  }
}
