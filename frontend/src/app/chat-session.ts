import { consume, ContextProvider } from '@lit/context';
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Session } from '../api/types.ts';
import {
  administratorsContext,
  connectionStatusContext,
  namesContext,
  personContext,
  presenceContext,
  servicesContext,
  type Services,
} from '../features/contexts.ts';
import type { ChatRoom } from '../features/room/chat-room.ts';
import { Chat } from '../live/chat.ts';
import { SignalWatcher } from '../state/signal-watcher.ts';
import { GENERAL } from '../stores/general.ts';
import { NOBODY } from '../stores/presence.ts';
import { showUnread } from './page-title.ts';
import '../features/room/chat-room.ts';

/** What one user sees between login and logout: owns the rooms, the outbox and the streams of the session. */
@customElement('chat-session')
export class ChatSession extends SignalWatcher(LitElement) {
  static override styles = css`
    :host {
      display: contents;
    }
  `;

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  @query('chat-room') private room!: ChatRoom | null;

  readonly #presence = new ContextProvider(this, { context: presenceContext, initialValue: NOBODY });
  readonly #status = new ContextProvider(this, { context: connectionStatusContext, initialValue: 'connecting' });
  readonly #names = new ContextProvider(this, { context: namesContext, initialValue: new Map<string, string>() });
  readonly #administrators = new ContextProvider(this, {
    context: administratorsContext,
    initialValue: new Set<string>(),
  });
  #chat!: Chat;
  #stopTitle: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const { session, storage } = this.services;
    this.#chat = new Chat(session, this.person, storage, (message) => this.room?.announce(message));
    this.#stopTitle = this.#chat.roomList.unread.subscribe(showUnread);
    this.#chat.open(GENERAL);
    void this.#chat.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#chat.stop();
    this.#stopTitle?.();
    showUnread(0);
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
  }

  protected override render(): TemplateResult {
    return html`<chat-room .chat=${this.#chat} .room=${this.#chat.shown.value}></chat-room>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-session': ChatSession;
  }
}
