import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Failure } from '../../api/result.ts';
import type { Profile } from '../../api/types.ts';
import { describeFailure } from '../../i18n/failures.ts';
import type { ConnectionStatus } from '../../state/connection-status.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import { alertIcon, checkIcon } from '../../ui/icons.ts';
import { connectionStatusContext, servicesContext, type Services } from '../contexts.ts';
import { changesOf, faultOf, type ProfileFault } from './profile-changes.ts';
import styles from './settings-form.css?inline';

/** What others see on the user's card: title, local time, and when they were last seen. */
@customElement('profile-form')
@localized()
export class ProfileForm extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: connectionStatusContext, subscribe: true })
  @property({ attribute: false })
  status!: ConnectionStatus;

  /** If it is not loaded, it is requested again when the connection changes. */
  @state() private profile: Profile | undefined;
  @state() private problem: string | undefined;
  /** The field that the problem is about. */
  @state() private fault: ProfileFault | undefined;
  @state() private done = false;
  @state() private busy = false;
  @query('#title') private titleField!: HTMLInputElement;
  @query('#timeZone') private zone!: HTMLSelectElement;
  @query('#seen') private seen!: HTMLInputElement;

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('status') && !this.profile) void this.#load();
  }

  protected override render(): TemplateResult {
    const { profile, problem, done } = this;
    return html`<form @submit=${this.#submit} @input=${this.#edit} novalidate>
      ${profile ? this.#renderFields(profile) : nothing}
      ${(profile ?? problem) === undefined ? html`<p class="hint" role="status">${msg('Loading…')}</p>` : nothing}
      <div role="alert">
        ${problem === undefined ? nothing : html`<p class="problem">${alertIcon}<span>${problem}</span></p>`}
      </div>
      <div role="status">${done ? html`<p class="note">${checkIcon}<span>${msg('Saved.')}</span></p>` : nothing}</div>
      ${this.#renderButton()}
    </form>`;
  }

  #renderButton(): TemplateResult | typeof nothing {
    const busy = this.busy ? 'true' : nothing;
    if (this.profile) return html`<button class="quiet" aria-disabled=${busy}>${msg('Save profile')}</button>`;
    if (this.problem === undefined && !this.busy) return nothing;
    return html`<button type="button" class="quiet" aria-disabled=${busy} @click=${this.#retry}>
      ${msg('Try again')}
    </button>`;
  }

  #renderFields({ title = '', timeZone = '', showLastSeen }: Profile): TemplateResult {
    return html`<div class="field">
        <label for="title">${msg('Title')}</label>
        <input
          id="title"
          autocomplete="organization-title"
          dir="auto"
          maxlength="60"
          placeholder=${msg('What you do here')}
          aria-invalid=${this.fault === 'title' ? 'true' : nothing}
          .value=${title}
        />
      </div>
      <div class="field">
        <label for="timeZone">${msg('Time zone')}</label>
        <select
          id="timeZone"
          aria-describedby="about-zone"
          aria-invalid=${this.fault === 'timeZone' ? 'true' : nothing}
        >
          ${zones(timeZone).map(
            ([zone, label]) => html`<option value=${zone} .selected=${zone === timeZone}>${label}</option>`,
          )}
        </select>
        <p id="about-zone" class="hint">${msg('Others see which time it is where you are.')}</p>
      </div>
      <label class="check">
        <input id="seen" type="checkbox" .checked=${showLastSeen} />
        ${msg('Others see when I was here last')}
      </label>`;
  }

  #edit(): void {
    this.problem = undefined;
    this.fault = undefined;
    this.done = false;
  }

  async #load(): Promise<void> {
    const result = await this.services.profile.load();
    if (this.profile) return;
    if (result.ok) this.profile = result.data;
    this.problem = result.ok ? undefined : describeFailure(result.failure);
  }

  async #retry(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = undefined;
    await this.#load();
    this.busy = false;
    await this.updateComplete;
    // The button is gone: the focus stays in the form.
    if (this.profile) this.titleField.focus();
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.busy || !this.profile) return;
    const fields = { title: this.titleField.value, timeZone: this.zone.value, showLastSeen: this.seen.checked };
    const changes = changesOf(fields, this.profile);
    this.#edit();
    if (Object.keys(changes).length === 0) {
      this.done = true;
      return;
    }
    this.busy = true;
    const result = await this.services.profile.change(changes);
    this.busy = false;
    this.done = result.ok;
    if (result.ok) this.profile = result.data;
    else this.#refuse(result.failure);
  }

  #refuse(failure: Failure): void {
    this.fault = faultOf(failure.fields);
    this.problem = this.fault === undefined ? describeFailure(failure) : describeFault(this.fault);
    if (this.fault !== undefined) this.renderRoot.querySelector<HTMLElement>(`#${this.fault}`)?.focus();
  }
}

function describeFault(fault: ProfileFault): string {
  return fault === 'title'
    ? msg('A title is one line of up to 60 visible characters.')
    : msg('The chat does not know this time zone. Choose another one.');
}

/** None, that of this device, and all that the browser knows. The chosen one may have a name that it does not list. */
function zones(chosen: string): [zone: string, label: string][] {
  const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const all = new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), ...(chosen === '' ? [] : [chosen])]);
  all.delete(here);
  const label = (zone: string) => zone.replaceAll('_', ' ');
  return [
    ['', msg('Not shown')],
    [here, `${label(here)} – ${msg('this device')}`],
    ...[...all].sort().map((zone): [string, string] => [zone, label(zone)]),
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'profile-form': ProfileForm;
  }
}
