import { consume, ContextProvider } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { effect } from '@preact/signals-core';
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Session } from '../api/types.ts';
import {
  administratorsContext,
  connectionStatusContext,
  namesContext,
  personContext,
  preferencesContext,
  presenceContext,
  roomListContext,
  servicesContext,
  type Services,
} from '../features/contexts.ts';
import type { DialogHost } from '../features/dialogs/dialog-host.ts';
import type { DialogRequest } from '../features/dialogs/dialogs.ts';
import type { Detail } from '../features/events.ts';
import type { ChatRoom } from '../features/room/chat-room.ts';
import type { SettingsDialog } from '../features/settings/settings-dialog.ts';
import type { RoomSidebar } from '../features/sidebar/room-sidebar.ts';
import { Chat } from '../live/chat.ts';
import { navigate, route } from '../state/navigation.ts';
import { MediaQuery } from '../state/media-query.ts';
import { SignalWatcher } from '../state/signal-watcher.ts';
import { NOBODY } from '../stores/presence.ts';
import type { RoomList } from '../stores/room-list.ts';
import { base, sheet } from '../styles/sheets.ts';
import type { ConfirmDialog } from '../ui/confirm-dialog.ts';
import { followAddress, followLink, forgetTarget } from './address.ts';
import styles from './chat-session.css?inline';
import { keyAction } from './keys.ts';
import { showUnread } from './page-title.ts';
import { Panes } from './panes.ts';
import { RoomActions } from './room-actions.ts';
import { startNotifications } from './start-notifications.ts';
import '../features/dialogs/dialog-host.ts';
import '../features/settings/settings-dialog.ts';
import '../features/sidebar/room-sidebar.ts';
import '../ui/confirm-dialog.ts';

/** Where this browser keeps that the panel is closed. */
const PANEL = 'chat:panel';

/** What one user sees between login and logout: the panes, and what they share: stores, streams and dialogs. */
@customElement('chat-session')
@localized()
export class ChatSession extends SignalWatcher(LitElement) {
  static override styles = [base, sheet(styles)];

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  /** Which pane a phone shows. */
  @property({ reflect: true }) pane: 'list' | 'room' = 'room';

  @state() private panel = true;
  @query('chat-room:not([dormant])') private room!: ChatRoom | null;
  @query('room-sidebar') private sidebar!: RoomSidebar;
  @query('settings-dialog') private settings!: SettingsDialog;
  @query('confirm-dialog') private confirm!: ConfirmDialog;
  @query('dialog-host') private dialogs!: DialogHost;

  readonly #panes = new Panes(this, () => this.#failPane());
  readonly #narrow = new MediaQuery(this, '(max-width: 47.99rem)');
  readonly #presence = new ContextProvider(this, { context: presenceContext, initialValue: NOBODY });
  readonly #status = new ContextProvider(this, { context: connectionStatusContext, initialValue: 'connecting' });
  readonly #names = new ContextProvider(this, { context: namesContext, initialValue: new Map<string, string>() });
  readonly #list = new ContextProvider(this, { context: roomListContext });
  readonly #preferences = new ContextProvider(this, { context: preferencesContext });
  readonly #administrators = new ContextProvider(this, {
    context: administratorsContext,
    initialValue: new Set<string>(),
  });
  #chat!: Chat;
  #actions!: RoomActions;
  #stop = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    const { session, storage } = this.services;
    this.#chat = new Chat(session, this.person, storage, {
      onNews: (message) => this.room?.announce(message),
      onEvents: (events) => notifications.notifier.apply(events),
    });
    const notifications = startNotifications(this.#chat, this.person.sub);
    this.#list.setValue(this.#chat.roomList);
    this.#preferences.setValue(this.#chat.preferences);
    this.#actions = new RoomActions(this.#chat.roomList, {
      preferences: this.#chat.preferences,
      ask: (question) => this.confirm.ask(question),
      go: navigate,
      fail: (problem) => this.dialogs.showProblem(problem),
    });
    this.panel = storage.get(PANEL) !== 'closed';
    // A phone starts in the room shown last, with the list behind it.
    if (route.peek().name === 'home' && this.#narrow.matches) navigate({ name: 'room', room: this.#chat.lastRoom });
    // Before a room is opened: its messages would be loaded twice, and the second page would replace the first.
    void this.#chat.start();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const stopFollowing = followAddress({
      chat: this.#chat,
      isNarrow: () => this.#narrow.matches,
      showDialog: (name) => void this.#showDialogOf(name),
    });
    for (const stop of [notifications.stop, effect(() => this.#showUnread()), stopFollowing]) {
      signal.addEventListener('abort', stop);
    }
    window.addEventListener('keydown', (event) => this.#key(event), { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop.abort();
    this.#chat.stop();
    showUnread({ unread: 0, mentions: 0 });
    // Whoever logs in next starts at the beginning, unless this session was ended by somebody else.
    const state = this.services.session.state.peek();
    if (state.status === 'out' && !state.ended) navigate({ name: 'home' }, { replace: true });
  }

  /** Called when files are dropped anywhere on the page. */
  refuseFiles(): void {
    this.room?.refuseFiles();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { presence, connection, people, administrators } = this.#chat;
    this.#presence.setValue(presence.value.value);
    this.#status.setValue(connection.status.value);
    this.#names.setValue(people.names.value);
    this.#administrators.setValue(administrators.subs.value);
    this.pane = route.value.name === 'home' ? 'list' : 'room';
    this.#panes.update(this.#chat);
  }

  protected override updated(changed: PropertyValues<this>): void {
    // On a phone the room's elements are gone: the focus goes to where it was opened from.
    if (changed.get('pane') === 'room' && this.#narrow.matches) this.sidebar.focusRoom(this.#chat.lastRoom);
  }

  protected override render(): TemplateResult {
    const { outbox } = this.#chat;
    return html`<div
      class="session"
      @click=${followLink}
      @route-open=${({ detail }: Detail<'route-open'>) => navigate(detail)}
      @settings-open=${() => this.settings.show()}
      @dialog-open=${({ detail }: Detail<'dialog-open'>) => this.#open({ dialog: detail })}
      @room-dialog-open=${({ detail }: Detail<'room-dialog-open'>) => this.#open(detail)}
      @section-dialog-open=${({ detail }: Detail<'section-dialog-open'>) => this.#open({ dialog: 'section', ...detail })}
      @preferences-change=${({ detail }: Detail<'preferences-change'>) => void this.#actions.setPreferences(detail)}
      @person-open=${({ detail }: Detail<'person-open'>) => this.#open({ dialog: 'person', person: detail })}
      @question-ask=${({ detail }: Detail<'question-ask'>) => void this.confirm.ask(detail)}
      @panel-toggle=${this.#togglePanel}
      @link-close=${forgetTarget}
      @unread-mark=${({ detail }: Detail<'unread-mark'>) => void this.#actions.markUnread(detail)}
      @all-read=${() => void this.#actions.markAllRead()}
      @direct-open=${({ detail }: Detail<'direct-open'>) => void this.#actions.openDirect(detail)}
      @membership-change=${({ detail }: Detail<'membership-change'>) => void this.#actions.setMembership(detail)}
      @room-hide=${({ detail }: Detail<'room-hide'>) => void this.#actions.hide(detail)}
      @room-leave=${({ detail }: Detail<'room-leave'>) => void this.#actions.leave(detail)}
      @lost-discard=${({ detail }: Detail<'lost-discard'>) => this.#chat.unsent.discard(detail)}
      @room-archive=${({ detail }: Detail<'room-archive'>) => void this.#actions.archive(detail)}
    >
      ${this.#renderSidebar()} ${this.#panes.render(this.#chat, this.panel)}
      <settings-dialog .unsent=${outbox.items.value.length}></settings-dialog>
      <dialog-host></dialog-host>
      <confirm-dialog></confirm-dialog>
    </div>`;
  }

  #renderSidebar(): TemplateResult {
    const { roomList, shown } = this.#chat;
    const rooms = roomList.rooms.value;
    return html`<room-sidebar
      .rooms=${rooms}
      .complete=${isComplete(roomList)}
      .selected=${shown.value?.id}
      .alone=${this.#narrow.matches && this.pane === 'list'}
      .inbox=${route.value.name === 'inbox'}
      .drafts=${this.#chat.drafts.rooms.value}
      .mentions=${roomList.mentions.value}
      .lost=${this.#chat.unsent.lost.length}
    ></room-sidebar>`;
  }

  #failPane(): void {
    this.dialogs.showProblem(msg('Cannot reach the chat. Check your connection and try again.'));
    navigate({ name: 'home' });
  }

  async #showDialogOf(name: 'browse' | 'settings'): Promise<void> {
    await this.updateComplete;
    if (name === 'browse') this.#open({ dialog: 'browse' });
    else this.settings.show();
  }

  #open(request: DialogRequest): void {
    void this.dialogs.show(request);
  }

  #showUnread(): void {
    const { unread, mentions } = this.#chat.roomList;
    showUnread({ unread: unread.value, mentions: mentions.value });
  }

  #togglePanel(): void {
    this.panel = !this.panel;
    this.services.storage.set(PANEL, this.panel ? 'open' : 'closed');
  }

  #key(event: KeyboardEvent): void {
    const action = keyAction(event);
    if (!action) return;
    event.preventDefault();
    if (action === 'next-unread') this.#showNextUnread();
    else this.#open({ dialog: action });
  }

  #showNextUnread(): void {
    const next = this.sidebar.nextUnread();
    if (next !== undefined) navigate({ name: 'room', room: next });
  }
}

/** Whether more than `general` is known: the rooms are loaded, from a server that has them. */
function isComplete({ supported, status }: RoomList): boolean {
  return supported.value && status.value === 'ready';
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-session': ChatSession;
  }
}
