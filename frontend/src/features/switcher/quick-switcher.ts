import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Failure } from '../../api/result.ts';
import type { Session } from '../../api/types.ts';
import { describeFailure } from '../../i18n/failures.ts';
import type { Names } from '../../stores/people.ts';
import type { Presence } from '../../stores/presence.ts';
import { avatars, sheet } from '../../styles/sheets.ts';
import { avatar } from '../../ui/avatar.ts';
import { alertIcon, hashIcon, lockIcon, peopleIcon } from '../../ui/icons.ts';
import { nextIndex } from '../../ui/menu-button.ts';
import { namesContext, personContext, presenceContext, servicesContext, type Services } from '../contexts.ts';
import { FormDialog } from '../dialogs/form-dialog.ts';
import { knownPeople } from '../people/known-people.ts';
import { mergeFound } from '../people/merge-found.ts';
import { peopleSearch } from '../people/people-search.ts';
import { partnerOf, roomName } from '../room/room-names.ts';
import { destinations, type Destination } from './destinations.ts';
import { publicRooms } from './public-rooms.ts';
import styles from './quick-switcher.css?inline';

type Found = ReturnType<typeof destinations>;

/** Finds a room, joined or not, or a person by what is typed, and goes there with Enter. */
@customElement('quick-switcher')
@localized()
export class QuickSwitcher extends FormDialog {
  static override styles = [...FormDialog.styles, avatars, sheet(styles)];

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

  @state() private query = '';
  @state() private active = 0;
  @query('input') private field!: HTMLInputElement;
  #found: Found = [];
  #directory!: ReturnType<typeof peopleSearch>;
  #publicRooms!: ReturnType<typeof publicRooms>;
  #unsubscribe: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#directory = peopleSearch(this.services);
    this.#publicRooms = publicRooms(this.list);
    this.#unsubscribe = this.#searches.map(({ state: found }) => found.subscribe(() => this.requestUpdate()));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    for (const search of this.#searches) search.stop();
  }

  protected override willUpdate(): void {
    const me = new Set([this.person.sub]);
    const found = this.#directory.state.value.items;
    this.#found = destinations(
      {
        rooms: this.list.rooms.value,
        publicRooms: this.#publicRooms.state.value.items,
        people: this.list.supported.value ? mergeFound(knownPeople(this.presence, this.names, me), found, me) : [],
      },
      (room) => roomName(room, this.names),
      this.query,
    );
  }

  protected override updated(): void {
    this.shadowRoot?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  protected override render(): TemplateResult {
    const found = this.#found;
    return html`<modal-dialog heading=${msg('Jump to…')}>
      <input
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        autofocus
        maxlength="60"
        aria-label=${msg('Room or person')}
        aria-expanded="true"
        aria-controls="found"
        aria-activedescendant=${found.length > 0 ? `option-${this.active}` : nothing}
        placeholder=${msg('Room or person')}
        @input=${this.#search}
        @keydown=${this.#key}
      />
      ${this.renderProblem()} ${this.#renderFailure()}
      <ul id="found" role="listbox" aria-label=${msg('Results')}>
        ${repeat(
          found,
          ({ item }) => (item.type === 'person' ? item.person.sub : item.room.id),
          ({ item, found: { start, end } }, index) => this.#renderOption(item, [start, end], index),
        )}
      </ul>
      <p class="hint" role="status">${this.#describe(found)}</p>
    </modal-dialog>`;
  }

  #renderOption(item: Destination, [start, end]: [number, number], index: number): TemplateResult {
    const { name } = item;
    return html`<li
      id="option-${index}"
      role="option"
      aria-selected=${index === this.active ? 'true' : 'false'}
      @mousemove=${() => (this.active = index)}
      @click=${() => void this.#go(item)}
    >
      ${renderFace(item)}
      <span class="name" dir="auto">${name.slice(0, start)}<b>${name.slice(start, end)}</b>${name.slice(end)}</span>
      <small>${describe(item)}</small>
    </li>`;
  }

  /** What the page knows can be chosen nevertheless. */
  #renderFailure(): TemplateResult | typeof nothing {
    const failure = this.#failure;
    if (!failure) return nothing;
    return html`<p class="problem" role="alert">
      ${alertIcon}<span>${describeFailure(failure)}</span>
      <button type="button" class="small quiet" @click=${this.#tryAgain}>${msg('Try again')}</button>
    </p>`;
  }

  /** The user's rooms and those whom the page knows are found without the server. */
  #describe({ length }: Found): string | typeof nothing {
    if (length > 0 || this.#failure) return nothing;
    const isSearching = this.#searches.some(({ state: found }) => found.value.status === 'searching');
    return isSearching ? msg('Searching…') : msg('Nothing found.');
  }

  get #searches() {
    return [this.#publicRooms, this.#directory];
  }

  get #failure(): Failure | undefined {
    if (this.query.trim() === '') return undefined;
    return this.#searches.map(({ state: found }) => found.value.failure).find((failure) => failure !== undefined);
  }

  #search(): void {
    this.query = this.field.value;
    this.active = 0;
    const isAsked = this.list.supported.value && this.query.trim() !== '';
    if (isAsked) this.#directory.search(this.query);
    else this.#directory.stop();
    // Only accounts browse rooms.
    if (isAsked && !this.person.roles.includes('guest')) this.#publicRooms.search(this.query);
    else this.#publicRooms.stop();
  }

  #tryAgain(): void {
    for (const search of this.#searches) if (search.state.peek().status === 'failed') search.more();
    // The button goes.
    this.field.focus();
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const item = this.#found[this.active]?.item;
    const arrow = event.key === 'ArrowDown' || event.key === 'ArrowUp';
    if (arrow) this.active = nextIndex(event.key, this.active, this.#found.length) ?? 0;
    else if (event.key === 'Enter' && item) void this.#go(item);
    else return;
    event.preventDefault();
  }

  async #go(item: Destination): Promise<void> {
    if (item.type !== 'person') {
      this.showRoom(item.room.id);
      return;
    }
    const room = await this.run(() => this.list.openDirect([item.person.sub]));
    if (room) this.showRoom(room.id);
  }
}

function renderFace(item: Destination): TemplateResult {
  if (item.type === 'person') return avatar(item.person.guest ? item.name : item.person.sub, item.name);
  if (item.type === 'public-room') return hashIcon;
  const partner = partnerOf(item.room);
  if (partner) return avatar(partner.guest ? item.name : partner.sub, item.name);
  if (item.room.kind === 'direct') return peopleIcon;
  return item.room.kind === 'private' ? lockIcon : hashIcon;
}

function describe(item: Destination): string {
  if (item.type === 'person') return msg('New conversation');
  if (item.type === 'public-room') return msg('not joined');
  return item.room.unread > 0 ? msg('unread') : '';
}

declare global {
  interface HTMLElementTagNameMap {
    'quick-switcher': QuickSwitcher;
  }
}
