import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { Result } from '../api/result.ts';
import { describeFailure } from '../i18n/failures.ts';
import { base, controls, sheet } from '../styles/sheets.ts';
import styles from './confirm-dialog.css?inline';
import { alertIcon } from './icons.ts';
import type { ModalDialog } from './modal-dialog.ts';
import './modal-dialog.ts';

export interface Question {
  heading: string;
  text: string;
  /** The label of the confirm button. */
  action: string;
  /** It takes nothing away: the button is not red. */
  harmless?: boolean;
  /** What it is about, in somebody's words. */
  quote?: string;
  /** Runs the action. If it fails, the dialog stays open and shows the reason. */
  run: Action['run'];
  /** What can be done instead. */
  other?: Action;
}

interface Action {
  /** The label of the button. */
  action: string;
  run: () => Promise<Result<unknown>>;
}

/** Asks for confirmation before an action that cannot be undone, or that others notice. */
@customElement('confirm-dialog')
@localized()
export class ConfirmDialog extends LitElement {
  static override styles = [base, controls, sheet(styles)];

  @state() private question: Question | undefined;
  @state() private problem: string | undefined;
  @state() private busy = false;
  @query('modal-dialog') private dialog!: ModalDialog;

  #answer: ((done: boolean) => void) | undefined;

  /** Whether the action was confirmed and succeeded. */
  async ask(question: Question): Promise<boolean> {
    this.question = question;
    this.problem = undefined;
    this.busy = false;
    await this.updateComplete;
    this.dialog.show();
    return await new Promise((resolve) => (this.#answer = resolve));
  }

  protected override render(): TemplateResult {
    const { question, problem } = this;
    return html`<modal-dialog .heading=${question?.heading ?? ''} @close=${() => this.#answer?.(false)}>
      <p>${question?.text}</p>
      ${question?.quote === undefined ? nothing : html`<blockquote dir="auto">${question.quote}</blockquote>`}
      ${problem === undefined ? nothing : html`<p class="problem" role="alert">${alertIcon}<span>${problem}</span></p>`}
      <div class="buttons">
        <button class="quiet" autofocus @click=${() => this.dialog.close()}>${msg('Cancel')}</button>
        ${question?.other ? this.#renderAction(question.other, 'quiet') : nothing}
        ${question ? this.#renderAction(question, question.harmless ? 'primary' : 'danger') : nothing}
      </div>
    </modal-dialog>`;
  }

  #renderAction(action: Action, style: 'quiet' | 'primary' | 'danger'): TemplateResult {
    const busy = this.busy ? 'true' : nothing;
    return html`<button class=${style} aria-disabled=${busy} @click=${() => this.#run(action)}>
      ${action.action}
    </button>`;
  }

  async #run(action: Action): Promise<void> {
    const { question, busy } = this;
    if (busy) return;
    this.busy = true;
    const result = await action.run();
    // The dialog was closed in the meantime and now asks another question.
    if (question !== this.question) return;
    this.busy = false;
    if (!result.ok) {
      this.problem = describeFailure(result.failure);
      return;
    }
    this.#answer?.(true);
    this.dialog.close();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'confirm-dialog': ConfirmDialog;
  }
}
