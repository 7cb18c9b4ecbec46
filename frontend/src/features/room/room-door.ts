import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Failure } from '../../api/result.ts';
import type { PublicRoom } from '../../api/types.ts';
import { describeFailure } from '../../i18n/failures.ts';
import { GENERAL } from '../../stores/general.ts';
import type { LostRoom } from '../../stores/known-rooms.ts';
import type { RoomList } from '../../stores/room-list.ts';
import { base, controls, emptyStates, sheet } from '../../styles/sheets.ts';
import { alertIcon, backIcon, hashIcon, lockIcon } from '../../ui/icons.ts';
import { roomListContext } from '../contexts.ts';
import { pathOf } from '../../state/routes.ts';
import './kept-text.ts';
import { describeMembers } from './room-names.ts';
import styles from './room-door.css?inline';

/** What a link to a room shows that the user is not in: an offer to join, or that it cannot be seen. */
@customElement('room-door')
@localized()
export class RoomDoor extends LitElement {
  static override styles = [base, controls, emptyStates, sheet(styles)];

  /** The room's id. */
  @property() room = '';

  /** How it was lost, if the user was in it. */
  @property({ attribute: false }) lost: LostRoom | undefined;
  /** What the user has written in it and not sent. */
  @property() unsent = '';

  @consume({ context: roomListContext })
  list!: RoomList;

  @state() private found: PublicRoom | undefined;
  @state() private failure: Failure | undefined;
  @state() private busy = true;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('room')) void this.#look();
  }

  protected override render(): TemplateResult {
    const back = msg('Back to the list of rooms');
    return html`<header>
        <a class="back" href=${pathOf({ name: 'home' })} aria-label=${back} title=${back}>${backIcon}</a>
      </header>
      <main aria-busy=${this.busy ? 'true' : 'false'}>
        ${this.found ? this.#renderOffer(this.found) : this.failure ? this.#renderFailure(this.failure) : nothing}
        <kept-text .room=${this.room} .text=${this.unsent}></kept-text>
      </main>`;
  }

  #renderOffer({ name, topic, members, archived }: PublicRoom): TemplateResult {
    return html`<span class="disc">${hashIcon}</span>
      <h1 dir="auto">${name}</h1>
      ${topic === '' ? nothing : html`<p dir="auto">${topic}</p>`}
      <p class="hint">
        ${
          archived
            ? msg('This room is archived: nobody can write here.')
            : this.lost
              ? describeLost(this.lost)
              : msg('You are not in this room yet.')
        }
        ${describeMembers(members)}
      </p>
      <div role="alert">
        ${
          this.failure
            ? html`<p class="problem">${alertIcon}<span>${describeFailure(this.failure)}</span></p>`
            : nothing
        }
      </div>
      ${
        archived
          ? nothing
          : html`<button class="primary" aria-disabled=${this.busy ? 'true' : nothing} @click=${this.#join}>
              ${msg(str`Join ${name}`)}
            </button>`
      }`;
  }

  #renderFailure(failure: Failure): TemplateResult {
    const hidden = failure.kind === 'unknown-room' || failure.status === 400;
    return html`<span class="disc">${lockIcon}</span>
      <h1 dir="auto">${this.#describeDoor(hidden)}</h1>
      <p class="hint">${hidden ? this.#describeWayIn() : describeFailure(failure)}</p>
      ${
        hidden
          ? html`<a class="button" href=${pathOf({ name: 'room', room: GENERAL })}>${msg('Go to General')}</a>`
          : html`<button class="quiet" @click=${() => void this.#look()}>${msg('Try again')}</button>`
      }`;
  }

  #describeDoor(hidden: boolean): string {
    if (!hidden) return msg('This room could not be loaded');
    return this.lost ? describeLost(this.lost) : msg('You cannot see this room');
  }

  #describeWayIn(): string {
    if (this.lost) return msg('You can no longer read it. Somebody who is in it can add you again.');
    return msg('It does not exist, or you are not in it. Somebody who is can add you.');
  }

  async #look(): Promise<void> {
    const { room } = this;
    this.busy = true;
    const result = await this.list.view(room);
    if (room !== this.room) return;
    this.busy = false;
    // A room that the user is in is shown as soon as the list of rooms has it.
    this.found = result.ok ? result.data.public : undefined;
    this.failure = result.ok ? undefined : result.failure;
  }

  async #join(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const result = await this.list.join(this.room);
    this.busy = false;
    this.failure = result.ok ? undefined : result.failure;
  }
}

function describeLost({ name, how }: LostRoom): string {
  if (how === 'left') return msg(str`You left ${name}`);
  return how === 'removed' ? msg(str`You were removed from ${name}`) : msg(str`You are no longer in ${name}`);
}

declare global {
  interface HTMLElementTagNameMap {
    'room-door': RoomDoor;
  }
}
