import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Session } from '../api/types.ts';
import { personContext, servicesContext, type Services } from '../contexts.ts';
import { emit } from '../events.ts';
import { readerLocale } from '../i18n/locale.ts';
import { plural } from '../i18n/plural.ts';
import { base, controls, sheet } from '../styles/sheets.ts';
import { clean, isBlank, length, MAX_LENGTH } from '../text/clean.ts';
import { formatNumber } from '../text/format.ts';
import { alertIcon, checkIcon, closeIcon, editIcon, sendIcon } from './icons.ts';
import styles from './message-composer.css?inline';

/** From here on the counter shows how much room is left. */
const COUNTED = 500;

/** Where messages are written and edited. What was typed survives a reload. */
@customElement('message-composer')
@localized()
export class MessageComposer extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  /** The message being edited, if any. */
  @property({ attribute: false }) editing: { id: string; text: string } | undefined;
  /** Why the edit could not be saved. */
  @property() problem: string | undefined;

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  @state() private text = '';
  @query('textarea') private area!: HTMLTextAreaElement;

  override focus(): void {
    if (this.hasUpdated) this.area.focus();
    else void this.updateComplete.then(() => this.area.focus());
  }

  /** Whether this is what stands here, and nothing was typed since. */
  holds(text: string): boolean {
    return clean(this.text) === text;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!this.hasUpdated) this.text = this.#draft;
    if (!this.#isOther(changed)) return;
    this.text = this.editing ? this.editing.text : this.#draft;
  }

  protected override updated(changed: PropertyValues<this>): void {
    // Set here rather than by the template: typing must not move the caret.
    if (this.area.value !== this.text) this.area.value = this.text;
    this.#grow();
    if (this.#isOther(changed) && this.editing) {
      this.area.focus();
      this.area.setSelectionRange(this.text.length, this.text.length);
    }
  }

  protected override render(): TemplateResult {
    const editing = this.editing !== undefined;
    const left = MAX_LENGTH - length(clean(this.text));
    const send = editing ? msg('Save') : msg('Send');
    return html`<form @submit=${this.#submit}>
      ${editing ? this.#renderEditing() : nothing}
      ${
        this.problem === undefined
          ? nothing
          : html`<p class="problem" role="alert">${alertIcon}<span>${this.problem}</span></p>`
      }
      <div class="box">
        <textarea
          rows="1"
          aria-label=${editing ? msg('Edit message') : msg('Message')}
          aria-describedby="room-left"
          placeholder=${msg('Write a message')}
          enterkeyhint="send"
          dir="auto"
          @input=${this.#input}
          @keydown=${this.#key}
        ></textarea>
        <button class="primary send" aria-label=${send} title=${send} ?disabled=${!this.#isReady(left)}>
          ${editing ? checkIcon : sendIcon}
        </button>
      </div>
      <p id="room-left" class=${left < 0 ? 'left over' : 'left'}>${left < COUNTED ? describeLeft(left) : nothing}</p>
      <p class="visually-hidden" role="status">${left < 0 ? msg('The message is too long.') : nothing}</p>
    </form>`;
  }

  #renderEditing(): TemplateResult {
    return html`<div class="editing" role="status">
      ${editIcon}
      <p><strong>${msg('Editing your message')}</strong> <span class="keys">${msg('Escape cancels')}</span></p>
      <button type="button" class="icon" aria-label=${msg('Cancel editing')} @click=${() => emit(this, 'edit-cancel')}>
        ${closeIcon}
      </button>
    </div>`;
  }

  /** Another message is edited than before, or none. */
  #isOther(changed: PropertyValues<this>): boolean {
    return changed.has('editing') && changed.get('editing')?.id !== this.editing?.id;
  }

  get #draftKey(): string {
    return `chat:draft:${this.person.sub}`;
  }

  get #draft(): string {
    return this.services.storage.get(this.#draftKey) ?? '';
  }

  #isReady(left: number): boolean {
    return left >= 0 && !isBlank(this.text);
  }

  #input(): void {
    this.#write(this.area.value);
  }

  #write(text: string): void {
    this.text = text;
    if (this.editing) return;
    if (text === '') this.services.storage.remove(this.#draftKey);
    else this.services.storage.set(this.#draftKey, text);
  }

  #grow(): void {
    const { style } = this.area;
    // Held meanwhile: where the composer collapses to be measured, the list above grows and loses its place.
    this.style.blockSize = `${this.offsetHeight}px`;
    style.blockSize = 'auto';
    style.blockSize = `${this.area.scrollHeight}px`;
    this.style.blockSize = '';
  }

  #key(event: KeyboardEvent): void {
    // Enter that ends the composition of a character (IME) belongs to the composition; Safari tells it by 229 alone.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === 'ArrowUp' && this.text === '' && !this.editing) {
      event.preventDefault();
      emit(this, 'edit-begin', undefined);
    } else if (event.key === 'Escape' && this.editing) {
      event.preventDefault();
      emit(this, 'edit-cancel');
    }
  }

  #submit(event?: SubmitEvent): void {
    event?.preventDefault();
    const text = clean(this.text);
    if (!this.#isReady(MAX_LENGTH - length(text))) return;
    if (this.editing) {
      emit(this, 'edit-save', { id: this.editing.id, text });
      return;
    }
    this.#write('');
    emit(this, 'message-send', text);
    this.area.focus();
  }
}

function describeLeft(left: number): string {
  if (left >= 0) return msg(str`${formatNumber(left, readerLocale())} left`);
  return plural(
    -left,
    (count) => msg(str`${count} character too many`),
    (count) => msg(str`${count} characters too many`),
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'message-composer': MessageComposer;
  }
}
