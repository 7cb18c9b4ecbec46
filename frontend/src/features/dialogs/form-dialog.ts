import { consume } from '@lit/context';
import { msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import type { Result } from '../../api/result.ts';
import { describeFailure } from '../../i18n/failures.ts';
import type { RoomList } from '../../stores/room-list.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import { alertIcon } from '../../ui/icons.ts';
import type { ModalDialog } from '../../ui/modal-dialog.ts';
import { roomListContext } from '../contexts.ts';
import { emit } from '../events.ts';
import styles from './form-dialog.css?inline';
import '../../ui/modal-dialog.ts';

/** A dialog with a form: it stays open and says why, if what it does fails. */
export abstract class FormDialog extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  @consume({ context: roomListContext })
  list!: RoomList;

  @state() protected problem: string | undefined;
  @state() protected busy = false;
  @query('modal-dialog') protected dialog!: ModalDialog;
  @query('#name') private nameField!: HTMLInputElement | null;

  async show(): Promise<void> {
    await this.updateComplete;
    this.dialog.show();
  }

  protected close(): void {
    this.dialog.close();
  }

  protected showRoom(id: string): void {
    this.close();
    emit(this, 'route-open', { name: 'room', room: id });
  }

  /** Whether there is a name; otherwise the dialog says that one is needed. */
  protected demandName(name: string, problem = msg('Enter a name.')): boolean {
    if (name !== '') return true;
    this.problem = problem;
    this.nameField?.focus();
    return false;
  }

  /** Runs an action once at a time. Its result if it succeeded; otherwise the dialog says what failed. */
  protected async run<T>(action: () => Promise<Result<T>>): Promise<T | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    this.problem = undefined;
    const result = await action();
    this.busy = false;
    if (result.ok) return result.data;
    this.problem = describeFailure(result.failure);
    return undefined;
  }

  protected renderProblem(): TemplateResult {
    return html`<div role="alert">
      ${this.problem === undefined ? nothing : html`<p class="problem">${alertIcon}<span>${this.problem}</span></p>`}
    </div>`;
  }

  protected renderButtons(action: string): TemplateResult {
    return html`<div class="buttons">
      <button type="button" class="quiet" @click=${() => this.close()}>${msg('Cancel')}</button>
      <button class="primary" aria-disabled=${this.busy ? 'true' : nothing}>${action}</button>
    </div>`;
  }
}

interface NameField {
  label: string;
  value: string;
  maxLength: number;
  placeholder?: string;
  hint: string;
}

/** The one field of a form that names something. */
export function renderNameField({ label, value, maxLength, placeholder, hint }: NameField): TemplateResult {
  return html`<div class="field">
    <label for="name">${label}</label>
    <input
      id="name"
      name="name"
      value=${value}
      placeholder=${placeholder ?? nothing}
      maxlength=${maxLength}
      autocomplete="off"
      autofocus
      dir="auto"
      aria-describedby="about"
    />
    <p id="about" class="hint">${hint}</p>
  </div>`;
}

/** The text of a form's field, without space around it. */
export function fieldOf(event: SubmitEvent, name: string): string {
  const value = new FormData(event.target as HTMLFormElement).get(name);
  return typeof value === 'string' ? value.trim() : '';
}
