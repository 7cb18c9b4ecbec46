import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { connectionStatusContext, servicesContext, type Services } from '../contexts.ts';
import { describeFailure } from '../../i18n/failures.ts';
import type { ConnectionStatus } from '../../state/connection-status.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import { alertIcon, checkIcon } from '../../ui/icons.ts';
import styles from './settings-form.css?inline';

/** Changes the display name, not the name that one logs in with. */
@customElement('name-form')
@localized()
export class NameForm extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: connectionStatusContext, subscribe: true })
  @property({ attribute: false })
  status!: ConnectionStatus;

  @state() private problem: string | undefined;
  @state() private done = false;
  @state() private busy = false;
  @query('input') private field!: HTMLInputElement;

  /** Whether the name is loaded. If not, it is requested again when the connection changes. */
  #loaded = false;

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('status') && !this.#loaded) void this.#load();
  }

  protected override render(): TemplateResult {
    const { problem, done, busy } = this;
    return html`<form @submit=${this.#submit} novalidate>
      <div class="field">
        <label for="name">${msg('Display name')}</label>
        <input id="name" autocomplete="off" spellcheck="false" aria-describedby="about" @input=${this.#edit} />
        <p id="about" class="hint">${msg('Others see this name. You log in with your own.')}</p>
      </div>
      <div role="alert">
        ${problem === undefined ? nothing : html`<p class="problem">${alertIcon}<span>${problem}</span></p>`}
      </div>
      <div role="status">${done ? html`<p class="note">${checkIcon}<span>${msg('Saved.')}</span></p>` : nothing}</div>
      <button class="quiet" aria-disabled=${busy ? 'true' : nothing}>${msg('Save name')}</button>
    </form>`;
  }

  #edit(): void {
    this.problem = undefined;
    this.done = false;
  }

  async #load(): Promise<void> {
    const profile = await this.services.profile.load();
    this.#loaded ||= profile.ok;
    if (profile.ok && this.field.value === '') this.field.value = profile.data.displayName;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const displayName = this.field.value.trim();
    if (this.busy) return;
    if (displayName === '') {
      this.done = false;
      this.problem = msg('Enter a name.');
      this.field.focus();
      return;
    }
    await this.#save(displayName);
  }

  async #save(displayName: string): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    const result = await this.services.profile.change({ displayName });
    this.busy = false;
    this.done = result.ok;
    if (result.ok) return;
    const { failure } = result;
    this.problem =
      failure.kind === 'validation'
        ? msg('A name has up to 32 letters, digits and spaces, in one script.')
        : describeFailure(failure);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'name-form': NameForm;
  }
}
