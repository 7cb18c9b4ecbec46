import { localized, msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { PublicRoom } from '../../api/types.ts';
import { TYPING_PAUSE_MS } from '../../state/timer.ts';
import { sheet } from '../../styles/sheets.ts';
import { hashIcon } from '../../ui/icons.ts';
import { emit } from '../events.ts';
import { describeMembers } from '../room/room-names.ts';
import styles from './browse-dialog.css?inline';
import { FormDialog } from './form-dialog.ts';

/** All public rooms, to find and join. */
@customElement('browse-dialog')
@localized()
export class BrowseDialog extends FormDialog {
  static override styles = [...FormDialog.styles, sheet(styles)];

  @state() private rooms: readonly PublicRoom[] = [];
  @state() private next: string | undefined;
  @state() private archived = false;
  @state() private loaded = false;
  @query('#query') private field!: HTMLInputElement;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Answers to earlier questions are ignored. */
  #round = 0;

  override async show(): Promise<void> {
    await super.show();
    await this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override render(): TemplateResult {
    return html`<modal-dialog heading=${msg('Browse rooms')}>
      <div class="field">
        <label for="query" class="visually-hidden">${msg('Find a room by name')}</label>
        <input
          id="query"
          type="search"
          maxlength="60"
          autocomplete="off"
          autofocus
          placeholder=${msg('Find a room by name')}
          @input=${this.#search}
        />
      </div>
      <label class="check">
        <input type="checkbox" .checked=${this.archived} @change=${this.#switch} />${msg('Archived rooms')}
      </label>
      ${this.renderProblem()}
      <ul aria-label=${msg('Public rooms')} aria-busy=${this.loaded ? 'false' : 'true'}>
        ${repeat(
          this.rooms,
          ({ id }) => id,
          (room) => this.#renderRoom(room),
        )}
      </ul>
      ${
        this.next === undefined
          ? nothing
          : html`<button class="small quiet" @click=${() => void this.#load(this.next)}>${msg('Show more')}</button>`
      }
      <p class="hint" role="status">${this.loaded && this.rooms.length === 0 ? msg('No such room.') : nothing}</p>
      <div class="buttons">
        <button class="quiet" @click=${this.#create}>${msg('New room')}</button>
      </div>
    </modal-dialog>`;
  }

  #renderRoom(room: PublicRoom): TemplateResult {
    const { name, topic, members, joined } = room;
    return html`<li>
      ${hashIcon}
      <div class="about">
        <p class="name" dir="auto" title=${name}>${name}</p>
        <p class="hint">
          <span>${describeMembers(members)}</span>${topic === '' ? nothing : html` · <span dir="auto">${topic}</span>`}
        </p>
      </div>
      ${
        joined
          ? html`<button
              class="small quiet"
              aria-label=${msg(str`Open ${name}`)}
              @click=${() => this.showRoom(room.id)}
            >
              ${msg('Open')}
            </button>`
          : html`<button
              class="small primary"
              aria-label=${msg(str`Join ${name}`)}
              ?hidden=${room.archived}
              @click=${() => void this.#join(room)}
            >
              ${msg('Join')}
            </button>`
      }
    </li>`;
  }

  #search(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#load(), TYPING_PAUSE_MS);
  }

  #switch(event: Event): void {
    this.archived = (event.target as HTMLInputElement).checked;
    void this.#load();
  }

  async #load(after?: string): Promise<void> {
    const round = (this.#round += 1);
    const q = this.field.value.trim();
    this.busy = false;
    const result = await this.run(() =>
      this.list.browse({
        archived: this.archived,
        ...(q !== '' && { q }),
        ...(after !== undefined && { after }),
      }),
    );
    if (!result || round !== this.#round) return;
    this.rooms = after === undefined ? result.rooms : [...this.rooms, ...result.rooms];
    this.next = result.next;
    this.loaded = true;
  }

  async #join({ id }: PublicRoom): Promise<void> {
    if (await this.run(() => this.list.join(id))) this.showRoom(id);
  }

  #create(): void {
    this.close();
    emit(this, 'dialog-open', 'new-room');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'browse-dialog': BrowseDialog;
  }
}
