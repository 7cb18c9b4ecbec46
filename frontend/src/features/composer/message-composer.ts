import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { fit, MAX_DRAFT, type Draft } from '../../stores/draft.ts';
import { emit } from '../events.ts';
import { MediaQuery } from '../../state/media-query.ts';
import { avatars, base, controls, sheet } from '../../styles/sheets.ts';
import { clean, isBlank, length, MAX_LENGTH } from '../../text/clean.ts';
import { directionOf } from '../../text/direction.ts';
import {
  describeLeft,
  keepFocus,
  renderEditing,
  renderLeftOut,
  renderProblem,
  renderTools,
  type LeftOut,
} from './composer-parts.ts';
import { composerAction } from './composer-keys.ts';
import { insert, markUpSelection } from './insert.ts';
import type { Markup } from './markup.ts';
import { checkIcon, sendIcon } from '../../ui/icons.ts';
import completionStyles from './completion/completion.css?inline';
import { Completion } from './completion/completion.ts';
import { toMentions, type Mentioned } from './completion/mention-text.ts';
import { PeopleSuggestions } from './completion/people-suggestions.ts';
import { RoomSuggestions } from './completion/room-suggestions.ts';
import styles from './message-composer.css?inline';

/** From this length on the counter is shown. */
const COUNTED = 500;

type Review = (mentioned: readonly Mentioned[]) => Promise<readonly Mentioned[] | undefined> | undefined;

/** What the height of the field depends on. */
const SHAPING = ['text', 'editing', 'closed', 'opened', 'placeholder'];

/**
 * The field for writing and editing messages. The draft survives a reload.
 *
 * @slot above - who is writing: a line that is kept free for it
 * @slot closed - why nobody can write, and what to do about it
 */
@customElement('message-composer')
@localized()
export class MessageComposer extends LitElement {
  static override styles = [base, controls, avatars, sheet(styles), sheet(completionStyles)];

  /** The room's unsent text. */
  @property({ attribute: false }) draft!: Draft;
  /** The message being edited, if any. */
  @property({ attribute: false }) editing: { id: string; text: string } | undefined;
  /** Says where the message goes. */
  @property() placeholder = '';
  /** Nobody can write here: what was typed stays, and can only be copied. */
  @property({ type: Boolean }) closed = false;
  /** Asks about the people whom a text mentions, if there is something to ask, and returns those to notify. */
  @property({ attribute: false }) review: Review = () => undefined;
  /** Why the edit could not be saved. */
  @property() problem: string | undefined;

  @state() private text = '';
  /** On a touch screen the composer is one line until it gets the focus for the first time. */
  @state() private opened = false;
  /** Part of what was pasted, dropped or restored was left out. */
  @state() private leftOut: LeftOut;
  @query('textarea') private area!: HTMLTextAreaElement;

  readonly #people = new PeopleSuggestions(this, () => this.#completion.refresh());
  readonly #completion: Completion = new Completion(this, () => this.area, [this.#people, new RoomSuggestions(this)]);
  /** A question about the text is open. */
  #asking = false;
  readonly #touch = new MediaQuery(this, '(hover: none)');

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('storage', this.#follow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('storage', this.#follow);
  }

  override focus(): void {
    if (this.hasUpdated) this.area.focus();
    else void this.updateComplete.then(() => this.area.focus());
  }

  /** Whether the field still holds this text, so nothing was typed since. */
  holds(text: string): boolean {
    return clean(this.text) === text;
  }

  get isEmpty(): boolean {
    return this.text === '';
  }

  /** Shows that dropped or pasted files cannot be sent. */
  refuseFiles(): void {
    this.leftOut = 'files';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('draft')) this.opened = false;
    if (this.hasUpdated && !this.#isOther(changed)) return;
    this.leftOut = undefined;
    this.#show(this.editing ? this.editing.text : this.draft.text);
  }

  protected override updated(changed: PropertyValues): void {
    // Set here rather than by the template: typing must not move the caret.
    if (this.area.value !== this.text) this.area.value = this.text;
    // Measuring forces a layout of the whole page: not without a reason.
    if (SHAPING.some((name) => changed.has(name))) this.#grow();
    if (this.#isOther(changed) && this.editing) {
      this.area.focus();
      this.area.setSelectionRange(this.text.length, this.text.length);
    }
  }

  protected override render(): TemplateResult {
    const editing = this.editing !== undefined;
    const left = MAX_LENGTH - length(clean(this.text));
    const counted = left < COUNTED && !this.closed ? describeLeft(left) : nothing;
    const send = editing ? msg('Save') : msg('Send');
    return html`<form @submit=${this.#submit}>
      ${this.#completion.render()}
      <div class="above">
        ${editing ? renderEditing(() => emit(this, 'edit-cancel')) : html`<slot name="above"></slot>`}
      </div>
      ${renderProblem(this.problem)} ${renderLeftOut(this.leftOut)}
      <div class=${this.#boxClass} @focusin=${() => (this.opened = true)}>
        <textarea
          rows="1"
          aria-label=${editing ? msg('Edit message') : msg('Message')}
          aria-describedby="room-left"
          placeholder=${this.placeholder}
          enterkeyhint=${this.#touch.matches ? 'enter' : 'send'}
          dir=${directionOf(this.text)}
          ?readonly=${this.closed}
          ?hidden=${this.closed && this.text === ''}
          @beforeinput=${this.#beforeInput}
          @input=${this.#input}
          @paste=${this.#paste}
          @keydown=${this.#key}
        ></textarea>
        ${this.closed ? nothing : renderTools((markup) => this.#markUp(markup))}
        <div class="closed" ?hidden=${!this.closed}><slot name="closed"></slot></div>
        <p id="room-left" class=${left < 0 ? 'left over' : 'left'}>${counted}</p>
        <button
          class="primary send"
          aria-label=${send}
          title=${this.#touch.matches ? send : `${send} (${msg('Enter')})`}
          ?hidden=${this.closed}
          ?disabled=${!this.#isReady(left)}
          @mousedown=${keepFocus}
        >
          ${editing ? checkIcon : sendIcon}
        </button>
      </div>
      ${this.closed ? nothing : this.#people.renderNotified(this.text)}
      <p class="visually-hidden" role="status">${left < 0 ? msg('The message is too long.') : nothing}</p>
    </form>`;
  }

  /** Called when another message, or none, is being edited. */
  #isOther(changed: PropertyValues): boolean {
    return changed.has('editing') && (changed.get('editing') as MessageComposer['editing'])?.id !== this.editing?.id;
  }

  get #boxClass(): string {
    if (this.closed) return 'box opened shut';
    return this.opened ? 'box opened' : 'box';
  }

  #isReady(left: number): boolean {
    return !this.closed && left >= 0 && !isBlank(this.text);
  }

  /** Puts a text into the field, cut to the maximum length. */
  #show(text: string): void {
    this.text = fit(text);
    if (this.text !== text) this.leftOut = 'rest';
    else if (this.leftOut === 'rest') this.leftOut = undefined;
  }

  /** Cuts pasted text to the maximum length: the layout of a very long text would block the page. */
  #beforeInput(event: InputEvent): void {
    if (event.inputType !== 'insertFromPaste') this.leftOut = undefined;
    const { selectionStart, selectionEnd, value } = this.area;
    const room = MAX_DRAFT - value.length + selectionEnd - selectionStart;
    if (event.inputType !== 'insertFromPaste' || event.data === null || event.data.length <= room) return;
    event.preventDefault();
    insert(fit(event.data, room));
    this.leftOut = 'rest';
  }

  #markUp(markup: Markup): void {
    this.area.focus();
    markUpSelection(this.area, markup);
  }

  #paste({ clipboardData }: ClipboardEvent): void {
    if (clipboardData && clipboardData.files.length > 0) this.refuseFiles();
  }

  #input(): void {
    this.#show(this.area.value);
    this.#keep();
  }

  #keep(): void {
    if (!this.editing) this.draft.text = this.text;
  }

  /** The draft was changed in another tab. */
  readonly #follow = ({ key }: StorageEvent): void => {
    if (this.draft.owns(key) && !this.editing) this.#show(this.draft.text);
  };

  #grow(): void {
    const { style } = this.area;
    // The height is fixed meanwhile: if the composer collapses to be measured, the list above grows and loses its
    // place.
    this.style.blockSize = `${this.offsetHeight}px`;
    style.blockSize = 'auto';
    style.blockSize = `${this.area.scrollHeight}px`;
    this.style.blockSize = '';
  }

  #key(event: KeyboardEvent): void {
    const isEditing = this.editing !== undefined;
    const action = composerAction(event, { isEmpty: this.isEmpty, isEditing, isTouch: this.#touch.matches });
    if (action === undefined) return;
    event.preventDefault();
    if (action === 'submit') this.#submit();
    else if (action === 'edit-last') emit(this, 'edit-begin', undefined);
    else if (action === 'cancel') emit(this, 'edit-cancel');
    else this.#markUp(action);
  }

  #submit(event?: SubmitEvent): void {
    event?.preventDefault();
    const text = clean(this.text);
    if (!this.#isReady(MAX_LENGTH - length(text)) || this.#asking) return;
    const mentioned = this.#people.mentioned(text);
    const question = this.review(mentioned);
    if (question) void this.#ask(text, question);
    else this.#finish(text, mentioned);
  }

  async #ask(text: string, question: Promise<readonly Mentioned[] | undefined>): Promise<void> {
    this.#asking = true;
    const mentioned = await question;
    this.#asking = false;
    if (mentioned) this.#finish(text, mentioned);
    else this.area.focus();
  }

  #finish(text: string, mentioned: readonly Mentioned[]): void {
    const mentions = toMentions(mentioned);
    if (this.editing) {
      emit(this, 'edit-save', { id: this.editing.id, text, mentions });
      return;
    }
    this.#show('');
    this.#keep();
    emit(this, 'message-send', { text, ...(mentions.length > 0 && { mentions }) });
    this.area.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'message-composer': MessageComposer;
  }
}
