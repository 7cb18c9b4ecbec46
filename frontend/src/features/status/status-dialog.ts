import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Profile, ProfileRequest } from '../../api/types.ts';
import { describeFailure } from '../../i18n/failures.ts';
import { serverNow } from '../../state/calendar.ts';
import { sheet } from '../../styles/sheets.ts';
import { servicesContext, type Services } from '../contexts.ts';
import { FormDialog } from '../dialogs/form-dialog.ts';
import { DND_ENDS, STATUS_ENDS } from './ends.ts';
import { changesOf, draftOf, EMPTY_DRAFT, type StatusDraft, type StatusFault } from './status-draft.ts';
import { describeEnd, describeFault, suggestions } from './status-words.ts';
import { renderWhen } from './when-field.ts';
import styles from './status-dialog.css?inline';

/** Offered beside the field, which takes any emoji. */
const EMOJI = ['📅', '🎧', '☕', '🍽️', '🏡', '🚆', '🌴', '🤒', '🎉'];

/** Says what one is doing, until when, and whether one wants to be disturbed. */
@customElement('status-dialog')
@localized()
export class StatusDialog extends FormDialog {
  static override styles = [...FormDialog.styles, sheet(styles)];

  @consume({ context: servicesContext })
  services!: Services;

  @state() private profile: Profile | undefined;
  @state() private draft: StatusDraft = EMPTY_DRAFT;
  @state() private fault: StatusFault | undefined;
  @query('#text') private field!: HTMLInputElement | null;

  override async show(): Promise<void> {
    await super.show();
    await this.#load();
  }

  protected override render(): TemplateResult {
    return html`<modal-dialog heading=${msg('Your status')}>
      <form @submit=${this.#submit} novalidate>
        ${this.profile ? this.#renderFields(this.profile) : nothing} ${this.renderProblem()}
        ${this.profile ? this.#renderEnd(this.profile) : this.#renderLoading()}
      </form>
    </modal-dialog>`;
  }

  #renderLoading(): TemplateResult {
    if (this.problem === undefined) return html`<p class="hint" role="status">${msg('Loading…')}</p>`;
    return html`<div class="buttons">
      <button type="button" class="quiet" @click=${() => void this.#load()}>${msg('Try again')}</button>
    </div>`;
  }

  #renderFields({ status, doNotDisturbUntil }: Profile): TemplateResult {
    const { emoji, text } = this.draft;
    const isEmpty = emoji === '' && text === '';
    const state = {
      draft: this.draft,
      fault: this.fault,
      edit: (changes: Partial<StatusDraft>) => this.#edit(changes),
    };
    return html`<div class="field">
        <label for="text">${msg('What are you doing?')}</label>
        <div class="line">
          ${this.#renderInput('emoji', { label: msg('Emoji'), maxLength: 16 })}
          ${this.#renderInput('text', { maxLength: 100 })}
        </div>
        ${isEmpty ? this.#renderSuggestions() : this.#renderEmoji()}
      </div>
      ${
        isEmpty
          ? nothing
          : renderWhen(
              { id: 'ends', custom: 'endsAt', label: msg('Show it for'), ends: STATUS_ENDS, kept: status?.until },
              state,
            )
      }
      <fieldset>
        <legend class="visually-hidden">${msg('Notifications')}</legend>
        ${renderWhen(
          {
            id: 'dnd',
            custom: 'dndUntil',
            label: msg('Do not disturb'),
            hint: msg('Until then no notifications and no sound. Others see it on your avatar.'),
            ends: DND_ENDS,
            kept: doNotDisturbUntil,
          },
          state,
        )}
      </fieldset>`;
  }

  #renderInput(id: 'emoji' | 'text', { label, maxLength }: { label?: string; maxLength: number }): TemplateResult {
    return html`<input
      id=${id}
      autocomplete="off"
      dir="auto"
      maxlength=${maxLength}
      placeholder=${id === 'emoji' ? '🙂' : nothing}
      aria-label=${label ?? nothing}
      aria-invalid=${this.fault === id ? 'true' : nothing}
      .value=${live(this.draft[id])}
      @input=${({ target }: Event) => this.#edit({ [id]: (target as HTMLInputElement).value })}
    />`;
  }

  /** What many say, with an end that suits it. */
  #renderSuggestions(): TemplateResult {
    return html`<ul class="suggestions" aria-label=${msg('Suggestions')}>
      ${suggestions().map(
        ({ emoji, text, ends }) =>
          html`<li>
            <button type="button" @click=${() => void this.#suggest({ emoji, text, ends })}>
              <span aria-hidden="true">${emoji}</span><span>${text}</span><small>${describeEnd(ends)}</small>
            </button>
          </li>`,
      )}
    </ul>`;
  }

  #renderEmoji(): TemplateResult {
    return html`<div class="emoji" role="group" aria-label=${msg('Emoji')}>
      ${EMOJI.map(
        (emoji) =>
          html`<button
            type="button"
            class="icon"
            aria-label=${emoji}
            aria-pressed=${this.draft.emoji === emoji ? 'true' : 'false'}
            @click=${() => this.#edit({ emoji: this.draft.emoji === emoji ? '' : emoji })}
          >
            ${emoji}
          </button>`,
      )}
    </div>`;
  }

  #renderEnd({ status }: Profile): TemplateResult {
    return html`<div class="end">
      ${
        status
          ? html`<button type="button" class="quiet" @click=${this.#remove}>${msg('Remove status')}</button>`
          : nothing
      }
      ${this.renderButtons(msg('Save status'))}
    </div>`;
  }

  #edit(changes: Partial<StatusDraft>): void {
    this.draft = { ...this.draft, ...changes };
    this.problem = undefined;
    this.fault = undefined;
  }

  async #suggest(suggestion: Partial<StatusDraft>): Promise<void> {
    this.#edit(suggestion);
    await this.updateComplete;
    // The buttons are gone: the focus stays in the form.
    this.field?.focus();
  }

  async #load(): Promise<void> {
    this.problem = undefined;
    const result = await this.services.profile.load();
    if (!result.ok) {
      this.problem = describeFailure(result.failure);
      return;
    }
    this.profile = result.data;
    this.draft = draftOf(result.data);
    await this.updateComplete;
    this.field?.focus();
  }

  #remove(): void {
    this.#edit({ emoji: '', text: '' });
    void this.#saveDraft();
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#saveDraft();
  }

  async #saveDraft(): Promise<void> {
    if (!this.profile) return;
    const changes = changesOf(this.draft, this.profile, serverNow());
    if (typeof changes === 'object') {
      await this.#save(changes);
      return;
    }
    this.fault = changes;
    this.problem = describeFault(changes);
    this.renderRoot.querySelector<HTMLElement>(`#${changes}`)?.focus();
  }

  async #save(changes: ProfileRequest): Promise<void> {
    const isNew = Object.keys(changes).length > 0;
    if (!isNew || (await this.run(() => this.services.profile.change(changes)))) this.close();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'status-dialog': StatusDialog;
  }
}
