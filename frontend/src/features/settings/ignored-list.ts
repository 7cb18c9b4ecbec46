import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { describeFailure } from '../../i18n/failures.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import { ignoring } from '../../stores/ignored.ts';
import type { Names } from '../../stores/people.ts';
import type { PreferenceStore } from '../../stores/preferences.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import { alertIcon } from '../../ui/icons.ts';
import { namesContext, preferencesContext, servicesContext, type Services } from '../contexts.ts';
import styles from './session-list.css?inline';

/** Those whom the user ignores, each of whom can be heard again. */
@customElement('ignored-list')
@localized()
export class IgnoredList extends SignalWatcher(LitElement) {
  static override styles = [base, controls, sheet(styles)];

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: preferencesContext })
  preferences!: PreferenceStore;

  @consume({ context: namesContext, subscribe: true })
  @property({ attribute: false })
  names!: Names;

  @state() private problem: string | undefined;
  /** Why names are missing. */
  @state() private unnamed: string | undefined;
  @query('li button') private first!: HTMLButtonElement | null;
  /** The names of those whom this page has never seen. */
  @state() private found: Names = new Map();

  /** Those who were asked for: one who is not found stays unknown. */
  readonly #asked = new Set<string>();

  protected override updated(): void {
    void this.#lookUp();
  }

  protected override render(): TemplateResult {
    const problem = this.problem ?? this.unnamed;
    const { ignored = [] } = this.preferences.value.value;
    return html`
      <div role="alert">
        ${problem === undefined ? nothing : html`<p class="problem">${alertIcon}<span>${problem}</span></p>`}
      </div>
      ${
        this.unnamed === undefined
          ? nothing
          : html`<button class="small quiet" @click=${() => void this.#retry()}>${msg('Try again')}</button>`
      }
      ${
        ignored.length === 0
          ? html`<p class="hint">
              ${msg('You ignore nobody. The card of a person, behind their name, can change that.')}
            </p>`
          : nothing
      }
      <ul aria-label=${msg('People you ignore')}>
        ${repeat(
          ignored,
          (sub) => sub,
          (sub) => this.#renderPerson(sub),
        )}
      </ul>
    `;
  }

  #renderPerson(sub: string): TemplateResult {
    const name = this.names.get(sub) ?? this.found.get(sub) ?? msg('Somebody unknown');
    return html`<li>
      <p class="device" dir="auto" title=${name}>${name}</p>
      <button
        class="small quiet"
        aria-label=${msg(str`Stop ignoring ${name}`)}
        @click=${() => void this.#stopIgnoring(sub)}
      >
        ${msg('Stop ignoring')}
      </button>
    </li>`;
  }

  /** The names of those who are new here: the preferences may come later, and change. */
  async #lookUp(): Promise<void> {
    const { ignored = [] } = this.preferences.value.peek();
    const unknown = ignored.filter((sub) => !this.names.has(sub) && !this.#asked.has(sub));
    if (unknown.length === 0) return;
    for (const sub of unknown) this.#asked.add(sub);
    const result = await this.services.directory.lookUp(unknown);
    this.unnamed = result.ok ? undefined : describeFailure(result.failure);
    if (!result.ok) return;
    this.found = new Map([...this.found, ...result.data.map(({ sub, displayName }) => [sub, displayName] as const)]);
  }

  async #retry(): Promise<void> {
    this.#asked.clear();
    await this.#lookUp();
    await this.updateComplete;
    // The button is gone: the focus stays in the list.
    if (this.unnamed === undefined) this.first?.focus();
  }

  async #stopIgnoring(sub: string): Promise<void> {
    const changes = ignoring(this.preferences.value.peek(), sub, false);
    const result = changes && (await this.preferences.change(changes));
    this.problem = result && !result.ok ? describeFailure(result.failure) : undefined;
    if (this.problem !== undefined) return;
    await this.updateComplete;
    // The button is gone with its row: the focus stays in the list.
    this.first?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ignored-list': IgnoredList;
  }
}
