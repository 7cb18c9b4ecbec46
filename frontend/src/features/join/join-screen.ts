import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Failure, Result } from '../../api/result.ts';
import type { InvitePreview, Session } from '../../api/types.ts';
import { describeFailure } from '../../i18n/failures.ts';
import { forgetInviteCode, takeInviteCode } from '../../state/invite-code.ts';
import { navigate } from '../../state/navigation.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import { GENERAL } from '../../stores/general.ts';
import { base, controls, logoStyles, sheet } from '../../styles/sheets.ts';
import { alertIcon, logo } from '../../ui/icons.ts';
import { servicesContext, type Services } from '../contexts.ts';
import { describeMembers } from '../room/room-names.ts';
import screenStyles from '../login/login-screen.css?inline';
import styles from './join-screen.css?inline';
import '../login/login-form.ts';
import '../settings/preference-picker.ts';

/** What an invite link opens: where it leads, and the way in. */
@customElement('join-screen')
@localized()
export class JoinScreen extends SignalWatcher(LitElement) {
  static override styles = [base, controls, logoStyles, sheet(screenStyles), sheet(styles)];

  @consume({ context: servicesContext })
  services!: Services;

  @state() private preview: InvitePreview | undefined;
  @state() private failure: Failure | undefined;
  @state() private busy = false;
  /** Whoever has an account logs in with it, instead of being somebody new. */
  @state() private known = false;
  /** Undefined: the link is not complete. */
  #code: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#code = takeInviteCode();
    void this.#look();
  }

  protected override render(): TemplateResult {
    const chat = this.services.about.name.value;
    return html`<main>
      <div class="card">
        <header>
          ${logo} ${chat === undefined ? nothing : html`<p class="hint" dir="auto">${chat}</p>`}
          ${this.#renderHeading()}
        </header>
        <div role="alert">${this.#renderFailure()}</div>
        ${this.preview ? this.#renderWayIn(this.preview) : this.#renderWayOut()}
      </div>
      <footer><preference-picker compact></preference-picker></footer>
    </main>`;
  }

  #renderHeading(): TemplateResult {
    const { preview } = this;
    if (preview) {
      return html`<h1 dir="auto">${msg(str`Join ${nameOf(preview)}`)}</h1>
        <p class="hint">
          <bdi>${msg(str`${preview.invitedBy} invites you to this room.`)}</bdi>
          ${preview.members > 0 ? describeMembers(preview.members) : nothing}
        </p>`;
    }
    if (this.#isInvalid()) return html`<h1>${msg('This invite does not work')}</h1>`;
    return html`<h1 aria-busy=${this.busy ? 'true' : nothing}>${msg('An invite')}</h1>`;
  }

  #renderFailure(): TemplateResult | typeof nothing {
    const text =
      this.#code === undefined
        ? msg('This link is not complete. Open it again as you received it.')
        : this.#describeRefusal();
    return text === undefined ? nothing : html`<p class="problem">${alertIcon}<span>${text}</span></p>`;
  }

  #describeRefusal(): string | undefined {
    const { failure } = this;
    if (failure?.kind !== 'invite-invalid') return failure && describeFailure(failure);
    return failure.status === 404
      ? msg('It was revoked, or the link is not complete. Ask the person who sent it for a new one.')
      : msg(
          'It has expired or was used up, or you were removed from the room. Ask the person who sent it for a new one.',
        );
  }

  #renderWayIn(preview: InvitePreview): TemplateResult {
    const { session } = this.services.session;
    if (!session) {
      return this.#renderLogin(preview);
    }
    return html`<p class="hint">${msg(str`You are logged in as ${session.username}.`)}</p>
      <button class="primary" aria-disabled=${this.busy ? 'true' : nothing} @click=${this.#join}>
        ${preview.joined ? msg('Open the room') : msg(str`Join ${nameOf(preview)}`)}
      </button>`;
  }

  #renderLogin({ makes }: InvitePreview): TemplateResult {
    const creates = makes === 'account' && !this.known;
    const hint = this.known
      ? msg('Log in to your account.')
      : creates
        ? msg('Choose your name and a password: the invite makes your account.')
        : msg('Pick a nickname and join. No account needed.');
    const enter = this.known ? undefined : (name: string, password?: string) => this.#enter(name, password);
    return html`<p class="hint">${hint}</p>
      <login-form .enter=${enter} .creates=${creates} @logged-in=${() => void this.#join()}></login-form>
      <button class="quiet" @click=${() => (this.known = !this.known)}>
        ${this.known ? msg('I am new here') : msg('I have an account')}
      </button>`;
  }

  async #enter(username: string, password: string | undefined): Promise<Result<Session>> {
    const code = this.#code ?? '';
    return this.services.session.loginByInvite({ code, username, ...(password !== undefined && { password }) });
  }

  #renderWayOut(): TemplateResult | typeof nothing {
    if (this.#isInvalid()) {
      return html`<button class="quiet" @click=${this.#leave}>${msg('Go to the chat')}</button>`;
    }
    return this.failure
      ? html`<button class="quiet" @click=${() => void this.#look()}>${msg('Try again')}</button>`
      : nothing;
  }

  #isInvalid(): boolean {
    return this.#code === undefined || this.failure?.kind === 'invite-invalid';
  }

  async #look(): Promise<void> {
    if (this.#code === undefined) return;
    this.busy = true;
    this.failure = undefined;
    const result = await this.services.invites.preview(this.#code);
    this.busy = false;
    if (result.ok) this.preview = result.data;
    else this.#refuse(result.failure);
  }

  async #join(): Promise<void> {
    if (this.busy || this.#code === undefined) return;
    this.busy = true;
    this.failure = undefined;
    const result = await this.services.invites.accept(this.#code);
    this.busy = false;
    if (!result.ok) {
      this.#refuse(result.failure);
      return;
    }
    forgetInviteCode();
    navigate({ name: 'room', room: result.data.id }, { replace: true });
  }

  #refuse(failure: Failure): void {
    this.failure = failure;
    if (failure.kind !== 'invite-invalid') return;
    this.preview = undefined;
    forgetInviteCode();
  }

  #leave(): void {
    forgetInviteCode();
    navigate({ name: 'home' }, { replace: true });
  }
}

const nameOf = ({ room, name }: InvitePreview): string => (room === GENERAL ? msg('General') : name);

declare global {
  interface HTMLElementTagNameMap {
    'join-screen': JoinScreen;
  }
}
