import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Invite, MyRoom, Session } from '../../api/types.ts';
import { linkOf } from '../../state/navigation.ts';
import { GENERAL } from '../../stores/general.ts';
import { sheet } from '../../styles/sheets.ts';
import { personContext, servicesContext, type Services } from '../contexts.ts';
import { emit } from '../events.ts';
import { describeTerms, renderRevoke, revocation } from '../invites/invite-text.ts';
import { roomName } from '../room/room-names.ts';
import { fieldOf, FormDialog } from './form-dialog.ts';
import styles from './invite-dialog.css?inline';
import '../../ui/copy-field.ts';

/** The names of people: a direct room has no links. */
const NOBODY = new Map<string, string>();
const DAY_SECONDS = 24 * 60 * 60;
/** How long a link works. */
const LIFETIMES_DAYS = [1, 7, 30] as const;
/** For how many people it works, besides everybody. */
const USES = [1, 10, 100] as const;

/** Makes links with which people join a room, and revokes them. */
@customElement('invite-dialog')
@localized()
export class InviteDialog extends FormDialog {
  static override styles = [...FormDialog.styles, sheet(styles)];

  @property({ attribute: false }) room!: MyRoom;

  @consume({ context: personContext, subscribe: true })
  @property({ attribute: false })
  person!: Session;

  @consume({ context: servicesContext })
  services!: Services;

  /** The link that was just made: nothing else has it. */
  @state() private link = '';
  @state() private invites: readonly Invite[] = [];
  @query('copy-field') private copy!: HTMLElement | null;

  override async show(): Promise<void> {
    await super.show();
    await this.#load();
  }

  protected override render(): TemplateResult {
    return html`<modal-dialog heading=${msg(str`Invite to ${roomName(this.room, NOBODY)}`)}>
      <form @submit=${this.#submit}>
        <p class="hint">${msg('Whoever opens the link can join the room and read all of it.')}</p>
        <div class="terms">
          ${renderLifetime()} ${renderUses()} ${this.#mayMakeAccounts() ? this.#renderMakes() : nothing}
        </div>
        ${this.renderProblem()}
        ${
          this.link === ''
            ? nothing
            : html`<copy-field label=${msg('Link')} value=${this.link}></copy-field>
                <p class="hint">${msg('It is shown only here: copy it now.')}</p>`
        }
        ${this.renderButtons(this.link === '' ? msg('Make a link') : msg('Make another link'))}
      </form>
      ${this.invites.length === 0 ? nothing : this.#renderInvites()}
    </modal-dialog>`;
  }

  #mayMakeAccounts(): boolean {
    return this.person.roles.includes('admin');
  }

  /** A guest by invite is not in `general`: a link to it makes accounts. */
  #renderMakes(): TemplateResult {
    return html`<div class="field">
      <label for="makes">${msg('Somebody new becomes')}</label>
      <select id="makes" name="makes">
        ${this.room.id === GENERAL ? nothing : html`<option value="guest" selected>${msg('A guest, in this room only')}</option>`}
        <option value="account">${msg('An account')}</option>
      </select>
    </div>`;
  }

  #renderInvites(): TemplateResult {
    return html`<section>
      <h3 id="links">${msg('Links of this room')}</h3>
      <ul aria-labelledby="links">
        ${repeat(
          this.invites,
          ({ id }) => id,
          (invite, index) => this.#renderInvite(invite, index + 1),
        )}
      </ul>
    </section>`;
  }

  #renderInvite(invite: Invite, number: number): TemplateResult {
    const { createdBy } = invite;
    return html`<li>
      <p>
        <span dir="auto">${msg(str`By ${createdBy.username}`)}</span>
        <span class="hint">${describeTerms(invite)}</span>
      </p>
      ${renderRevoke({ invite, number }, () => this.#askToRevoke(invite))}
    </li>`;
  }

  async #load(): Promise<void> {
    const result = await this.run(() => this.services.invites.list(this.room.id));
    if (result) this.invites = result.invites;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const [days, uses] = [Number(fieldOf(event, 'days')), Number(fieldOf(event, 'uses'))];
    const made = await this.run(() =>
      this.services.invites.create(this.room.id, {
        expiresIn: days * DAY_SECONDS,
        makes: fieldOf(event, 'makes') === 'account' ? 'account' : 'guest',
        ...(uses > 0 && { maxUses: uses }),
      }),
    );
    if (!made) return;
    this.link = `${linkOf({ name: 'join' })}#${made.code}`;
    this.invites = [made.invite, ...this.invites];
    await this.updateComplete;
    this.copy?.focus();
  }

  #askToRevoke({ id, room }: Invite): void {
    emit(this, 'question-ask', {
      ...revocation(),
      run: async () => {
        const result = await this.services.invites.revoke(room, id);
        if (result.ok) this.invites = this.invites.filter((each) => each.id !== id);
        return result;
      },
    });
  }
}

function renderLifetime(): TemplateResult {
  const labels = { 1: msg('1 day'), 7: msg('7 days'), 30: msg('30 days') };
  return html`<div class="field">
    <label for="days">${msg('Works for')}</label>
    <select id="days" name="days">
      ${LIFETIMES_DAYS.map((days) => html`<option value=${days} ?selected=${days === 7}>${labels[days]}</option>`)}
    </select>
  </div>`;
}

function renderUses(): TemplateResult {
  const labels = { 1: msg('1 person'), 10: msg('10 people'), 100: msg('100 people') };
  return html`<div class="field">
    <label for="uses">${msg('Who can join')}</label>
    <select id="uses" name="uses">
      <option value="0" selected>${msg('Everybody who has it')}</option>
      ${USES.map((uses) => html`<option value=${uses}>${labels[uses]}</option>`)}
    </select>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'invite-dialog': InviteDialog;
  }
}
