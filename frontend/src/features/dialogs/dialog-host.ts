import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { base } from '../../styles/sheets.ts';
import type { ModalDialog } from '../../ui/modal-dialog.ts';
import type * as Dialogs from './dialogs.ts';
import '../../ui/modal-dialog.ts';

/** Shows one of the dialogs about rooms: loads them when the first one opens. */
@customElement('dialog-host')
@localized()
export class DialogHost extends LitElement {
  static override styles = base;

  @state() private request: Dialogs.DialogRequest | undefined;
  @state() private dialogs: typeof Dialogs | undefined;
  @state() private problem = '';
  @query('modal-dialog') private failed!: ModalDialog;
  @query('.shown > *') private shown!: (HTMLElement & { show: () => Promise<void> }) | null;
  /** Each opening is a new dialog, with nothing of the one before. */
  #openings = 0;

  async show(request: Dialogs.DialogRequest): Promise<void> {
    try {
      this.dialogs = await import('./dialogs.ts');
    } catch {
      this.showProblem(msg('Cannot reach the chat. Check your connection and try again.'));
      return;
    }
    this.request = request;
    this.#openings += 1;
    await this.updateComplete;
    await this.shown?.show();
  }

  /** Says what failed. */
  showProblem(problem: string): void {
    this.problem = problem;
    this.failed.show();
  }

  protected override render(): TemplateResult {
    const { request, dialogs } = this;
    return html`<div class="shown">
        ${request && dialogs ? keyed(this.#openings, dialogs.renderDialog(request)) : nothing}
      </div>
      <modal-dialog heading=${msg('That did not work')}>
        <p role="alert">${this.problem}</p>
      </modal-dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dialog-host': DialogHost;
  }
}
