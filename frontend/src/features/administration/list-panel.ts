import { consume } from '@lit/context';
import { msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Failure } from '../../api/result.ts';
import type { Session } from '../../api/types.ts';
import { describeFailure } from '../../i18n/failures.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import type { Finding } from '../../stores/accounts.ts';
import type { PagedList } from '../../stores/paged-list.ts';
import { TYPING_PAUSE_MS } from '../../state/timer.ts';
import { avatars, base, controls, emptyStates, sheet } from '../../styles/sheets.ts';
import { renderEmptyState, type EmptyState } from '../../ui/empty-state.ts';
import { alertIcon, searchIcon } from '../../ui/icons.ts';
import { personContext, servicesContext, type Services } from '../contexts.ts';
import styles from './list-panel.css?inline';

/** One of the lists of the administrators' page: it can be searched, and shows more on demand. */
export abstract class ListPanel<Item> extends SignalWatcher(LitElement) {
  static override styles = [base, controls, avatars, emptyStates, sheet(styles)];

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  /** What is searched for. */
  @state() private q = '';
  /** Why an action failed. */
  @state() private problem: Failure | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  protected abstract readonly pages: PagedList<Item>;
  /** The list's name. */
  protected abstract label(): string;
  protected abstract renderItems(items: readonly Item[]): unknown;
  /** What an empty list says: while nothing is searched for. */
  protected abstract empty(): EmptyState;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.pages.restart();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  /** The field's label; without one there is no search. */
  protected searchLabel(): string | undefined {
    return undefined;
  }

  /** What to ask the server for. */
  protected finding(after: string | undefined): Finding {
    return { ...(this.q !== '' && { q: this.q }), ...(after !== undefined && { after }) };
  }

  /** Runs an action that asks nothing. */
  protected async act(action: () => Promise<{ ok: true } | { ok: false; failure: Failure }>): Promise<void> {
    this.problem = undefined;
    const result = await action();
    if (!result.ok) this.problem = result.failure;
  }

  protected override render(): TemplateResult {
    const { status, items, next, failure } = this.pages.state.value;
    const problem = this.problem ?? failure;
    const loading = status === 'loading';
    return html`
      ${this.#renderSearch()}
      <div role="alert">
        ${problem ? html`<p class="problem">${alertIcon}<span>${describeFailure(problem)}</span></p>` : nothing}
      </div>
      <div class="items" role="group" aria-label=${this.label()} aria-busy=${loading ? 'true' : 'false'}>
        ${this.renderItems(items)}
      </div>
      <div role="status">${items.length === 0 && !loading && !failure ? this.#renderEmpty() : nothing}</div>
      ${loading && items.length === 0 ? html`<p class="hint late">${msg('Loading…')}</p>` : nothing}
      ${
        failure || next !== undefined
          ? html`<button
              class="quiet small more"
              aria-disabled=${loading ? 'true' : nothing}
              @click=${() => (loading ? undefined : void this.pages.loadMore())}
            >
              ${failure ? msg('Try again') : msg('Show more')}
            </button>`
          : nothing
      }
    `;
  }

  #renderSearch(): TemplateResult | typeof nothing {
    const label = this.searchLabel();
    if (label === undefined) return nothing;
    return html`<div class="search">
      ${searchIcon}
      <input
        type="search"
        maxlength="64"
        autocomplete="off"
        spellcheck="false"
        aria-label=${label}
        placeholder=${label}
        @input=${this.#search}
      />
    </div>`;
  }

  #renderEmpty(): TemplateResult {
    if (this.q !== '') return html`<p class="hint">${msg('Nobody has such a name.')}</p>`;
    return renderEmptyState(this.empty());
  }

  #search(event: Event): void {
    const { value } = event.target as HTMLInputElement;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.q = value.trim();
      void this.pages.restart();
    }, TYPING_PAUSE_MS);
  }
}
