import { localized, msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Result } from '../../api/result.ts';
import type { MyRoom } from '../../api/types.ts';
import type { PeoplePicker } from '../people/people-picker.ts';
import { FormDialog } from './form-dialog.ts';
import '../people/people-picker.ts';

/** The most people to add at once: each is a request. */
const AT_ONCE = 20;

/** Adds people to a room. */
@customElement('add-people-dialog')
@localized()
export class AddPeopleDialog extends FormDialog {
  @property({ attribute: false }) room!: MyRoom;
  @state() private members: ReadonlySet<string> = new Set();
  @query('people-picker') private picker!: PeoplePicker;

  override async show(): Promise<void> {
    await super.show();
    this.picker.focus();
    // Who is in the room is not offered. Adding a member again changes nothing, so the first page is enough.
    const result = await this.list.members(this.room.id);
    if (result.ok) this.members = new Set(result.data.members.map(({ sub }) => sub));
  }

  protected override render(): TemplateResult {
    const { name } = this.room;
    return html`<modal-dialog heading=${msg(str`Add people to ${name}`)}>
      <form @submit=${this.#submit} novalidate>
        <people-picker .limit=${AT_ONCE} .except=${this.members} @change=${() => (this.problem = undefined)}>
        </people-picker>
        <p class="hint">${msg('They can read everything that was written here before, too.')}</p>
        ${this.renderProblem()} ${this.renderButtons(msg('Add'))}
      </form>
    </modal-dialog>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { subs } = this.picker;
    if (subs.length === 0) {
      this.problem = msg('Choose at least one person.');
      this.picker.focus();
      return;
    }
    if (await this.run(() => this.#addAll(subs))) this.close();
  }

  /** Until the first failure: the message about it then concerns the one who could not be added. */
  async #addAll(subs: readonly string[]): Promise<Result<true>> {
    for (const sub of subs) {
      const result = await this.list.add(this.room.id, sub);
      if (!result.ok) return result;
    }
    return { ok: true, data: true, status: 200 };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'add-people-dialog': AddPeopleDialog;
  }
}
