import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Session } from '../../api/types.ts';
import type { Names } from '../../stores/people.ts';
import type { Presence } from '../../stores/presence.ts';
import { calendar } from '../../state/calendar.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import { avatars, base, controls, sheet } from '../../styles/sheets.ts';
import { search } from '../../text/match.ts';
import { avatar } from '../../ui/avatar.ts';
import { closeIcon } from '../../ui/icons.ts';
import { nextIndex } from '../../ui/menu-button.ts';
import { describeFailure } from '../../i18n/failures.ts';
import { namesContext, personContext, presenceContext, servicesContext, type Services } from '../contexts.ts';
import { describePresence, peopleBySub, presenceOf } from './presence-of.ts';
import { knownPeople, type KnownPerson } from './known-people.ts';
import { mergeFound } from './merge-found.ts';
import { peopleSearch } from './people-search.ts';
import styles from './people-picker.css?inline';

/** The most of those whom the page knows; the directory finds others. */
const SUGGESTED = 50;

/**
 * A field that finds people by name, and those chosen: a combobox. Enter chooses the marked person; Backspace in the
 * empty field removes the last one.
 *
 * @fires change - when people were added or removed
 */
@customElement('people-picker')
@localized()
export class PeoplePicker extends SignalWatcher(LitElement) {
  static override styles = [base, controls, avatars, sheet(styles)];

  /** The most people that can be chosen. */
  @property({ type: Number }) limit = 7;
  /** Who cannot be chosen. */
  @property({ attribute: false }) except: ReadonlySet<string> = new Set();

  @consume({ context: servicesContext })
  services!: Services;

  @consume({ context: presenceContext, subscribe: true })
  @property({ attribute: false })
  presence!: Presence;

  @consume({ context: namesContext, subscribe: true })
  @property({ attribute: false })
  names!: Names;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  @state() private chosen: readonly KnownPerson[] = [];
  @state() private query = '';
  @state() private active = 0;
  @query('input') private field!: HTMLInputElement;
  #directory!: ReturnType<typeof peopleSearch>;

  get subs(): string[] {
    return this.chosen.map(({ sub }) => sub);
  }

  override focus(): void {
    this.field.focus();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#directory = peopleSearch(this.services);
    this.#directory.search('');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#directory.stop();
  }

  protected override updated(): void {
    this.shadowRoot?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  protected override render(): TemplateResult {
    const found = this.#found();
    const active = found[this.active];
    return html`<div class="field">
        <label for="query">${msg('People')}</label>
        ${this.#renderChosen()}
        <input
          id="query"
          type="text"
          role="combobox"
          autocomplete="off"
          spellcheck="false"
          aria-expanded="true"
          aria-controls="found"
          aria-activedescendant=${active ? `person-${this.active}` : nothing}
          placeholder=${msg('Find somebody by name')}
          .value=${this.query}
          @input=${this.#search}
          @keydown=${this.#key}
        />
      </div>
      <ul id="found" role="listbox" aria-label=${msg('People')} @scroll=${this.#scroll}>
        ${repeat(
          found,
          ({ sub }) => sub,
          (person, index) => this.#renderPerson(person, index),
        )}
      </ul>
      <p class="hint" role="status">${found.length === 0 ? this.#describeNobody() : nothing}</p>
      ${this.#renderFailure()}`;
  }

  #renderChosen(): TemplateResult | typeof nothing {
    if (this.chosen.length === 0) return nothing;
    return html`<ul class="chosen" aria-label=${msg('Chosen people')}>
      ${this.chosen.map(({ sub, name }) => {
        const label = msg(str`Remove ${name}`);
        return html`<li>
          <span dir="auto">${name}</span>
          <button type="button" aria-label=${label} title=${label} @click=${() => this.#remove(sub)}>
            ${closeIcon}
          </button>
        </li>`;
      })}
    </ul>`;
  }

  #renderPerson(person: KnownPerson, index: number): TemplateResult {
    const { sub, name, guest, title } = person;
    const presence = presenceOf(peopleBySub(this.presence).get(sub), calendar.now);
    return html`<li
      id="person-${index}"
      role="option"
      aria-selected=${index === this.active ? 'true' : 'false'}
      @mousedown=${(event: Event) => event.preventDefault()}
      @click=${() => this.#add(person)}
    >
      ${avatar(guest ? name : sub, name, { size: 28, presence })}
      <span class="name" dir="auto">${name}${title === undefined ? nothing : html` <small>${title}</small>`}</span>
      ${presence ? html`<span class="hint">${describePresence(presence)}</span>` : nothing}
      ${guest ? html`<span class="tag">${msg('guest')}</span>` : nothing}
    </li>`;
  }

  /** Those whom the page knows can be chosen nevertheless. */
  #renderFailure(): TemplateResult | typeof nothing {
    const { failure } = this.#directory.state.value;
    if (!failure) return nothing;
    return html`<p class="problem" role="alert">
      <span>${describeFailure(failure)}</span>
      <button type="button" class="small quiet" @click=${() => this.#directory.more()}>${msg('Try again')}</button>
    </p>`;
  }

  #describeNobody(): string {
    if (this.chosen.length >= this.limit) return msg(str`At most ${this.limit} people.`);
    const { status } = this.#directory.state.value;
    if (status === 'searching') return msg('Searching…');
    if (status === 'failed') return '';
    return this.query === '' ? msg('Nobody else has been here yet.') : msg('Nobody with this name has been here yet.');
  }

  #found(): KnownPerson[] {
    if (this.chosen.length >= this.limit) return [];
    const except = new Set([...this.except, ...this.subs, this.person.sub]);
    const people = knownPeople(this.presence, this.names, except);
    const known = search(people, this.query, ({ name }) => name, SUGGESTED).map(({ item }) => item);
    return mergeFound(known, this.#directory.state.value.items, except);
  }

  #scroll({ target }: Event): void {
    const { scrollHeight, scrollTop, clientHeight } = target as HTMLElement;
    const isNearEnd = scrollHeight - scrollTop < 2 * clientHeight;
    // After a failure a button asks again.
    if (isNearEnd && this.#directory.state.peek().status === 'ready') this.#directory.more();
  }

  #search(): void {
    this.#ask(this.field.value);
  }

  #ask(query: string): void {
    this.query = query;
    this.active = 0;
    this.#directory.search(query);
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const found = this.#found();
    const next = ['ArrowDown', 'ArrowUp'].includes(event.key)
      ? nextIndex(event.key, this.active, found.length)
      : undefined;
    const person = found[this.active];
    if (next !== undefined) this.active = next;
    // Without a query, Enter belongs to the form once somebody is chosen.
    else if (event.key === 'Enter' && person && (this.query !== '' || this.chosen.length === 0)) this.#add(person);
    else if (event.key === 'Backspace' && this.query === '') this.#remove(this.subs.at(-1));
    else return;
    if (event.key !== 'Backspace') event.preventDefault();
  }

  #add(person: KnownPerson): void {
    this.#choose([...this.chosen, person]);
    this.#ask('');
    this.field.focus();
  }

  #remove(sub: string | undefined): void {
    if (sub !== undefined) this.#choose(this.chosen.filter((person) => person.sub !== sub));
    this.field.focus();
  }

  #choose(people: readonly KnownPerson[]): void {
    this.chosen = people;
    this.dispatchEvent(new Event('change'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'people-picker': PeoplePicker;
  }
}
