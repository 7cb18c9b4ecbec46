import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Session } from '../../api/types.ts';
import { describeFailure } from '../../i18n/failures.ts';
import type { Names } from '../../stores/people.ts';
import type { Presence } from '../../stores/presence.ts';
import { avatars, sheet } from '../../styles/sheets.ts';
import { avatar } from '../../ui/avatar.ts';
import { hashIcon, lockIcon, peopleIcon } from '../../ui/icons.ts';
import { nextIndex } from '../../ui/menu-button.ts';
import { namesContext, personContext, presenceContext, servicesContext, type Services } from '../contexts.ts';
import { FormDialog } from '../dialogs/form-dialog.ts';
import { knownPeople } from '../people/known-people.ts';
import { mergeFound, PeopleSearch } from '../people/people-search.ts';
import { partnerOf, roomName } from '../room/room-names.ts';
import { destinations, type Destination } from './destinations.ts';
import styles from './quick-switcher.css?inline';

type Found = ReturnType<typeof destinations>;

/** Finds a room or a person by what is typed, and goes there with Enter. */
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
  #directory!: PeopleSearch;
  #unsubscribe!: () => void;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#directory = new PeopleSearch(this.services);
    this.#unsubscribe = this.#directory.state.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe();
    this.#directory.stop();
  }

  protected override willUpdate(): void {
    const me = new Set([this.person.sub]);
    const found = this.#directory.state.value.people;
    this.#found = destinations(
      this.list.rooms.value,
      this.list.supported.value ? mergeFound(knownPeople(this.presence, this.names, me), found, me) : [],
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
      ${this.renderProblem()}
      <ul id="found" role="listbox" aria-label=${msg('Results')}>
        ${repeat(
          found,
          ({ item }) => (item.type === 'room' ? item.room.id : item.person.sub),
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

  /** Rooms and those whom the page knows are found without the directory. */
  #describe({ length }: Found): string | typeof nothing {
    const { status, failure } = this.#directory.state.value;
    if (failure) return describeFailure(failure);
    if (length > 0) return nothing;
    return status === 'searching' ? msg('Searching…') : msg('Nothing found.');
  }

  #search(): void {
    this.query = this.field.value;
    this.active = 0;
    if (this.list.supported.value && this.query.trim() !== '') this.#directory.search(this.query);
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
    if (item.type === 'room') {
      this.showRoom(item.room.id);
      return;
    }
    const room = await this.run(() => this.list.openDirect([item.person.sub]));
    if (room) this.showRoom(room.id);
  }
}

function renderFace(item: Destination): TemplateResult {
  if (item.type === 'person') return avatar(item.person.guest ? item.name : item.person.sub, item.name);
  const partner = partnerOf(item.room);
  if (partner) return avatar(partner.guest ? item.name : partner.sub, item.name);
  if (item.room.kind === 'direct') return peopleIcon;
  return item.room.kind === 'private' ? lockIcon : hashIcon;
}

function describe(item: Destination): string {
  if (item.type === 'person') return msg('New conversation');
  return item.room.unread > 0 ? msg('unread') : '';
}

declare global {
  interface HTMLElementTagNameMap {
    'quick-switcher': QuickSwitcher;
  }
}
