import { localized, msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { sheet } from '../../styles/sheets.ts';
import { shortcut } from '../keys.ts';
import { FormDialog } from './form-dialog.ts';
import styles from './keys-dialog.css?inline';

/** The keys that do something on the page. */
@customElement('keys-dialog')
@localized()
export class KeysDialog extends FormDialog {
  static override styles = [...FormDialog.styles, sheet(styles)];

  protected override render(): TemplateResult {
    return html`<modal-dialog heading=${msg('Keyboard shortcuts')}>
      <dl>
        ${keys().map(
          ([key, action]) =>
            html`<div>
              <dt>${action}</dt>
              <dd><kbd>${key}</kbd></dd>
            </div>`,
        )}
      </dl>
    </modal-dialog>`;
  }
}

const keys = (): [key: string, action: string][] => [
  [shortcut('K'), msg('Jump to a room or a person')],
  [shortcut('/'), msg('Show these shortcuts')],
  ['Alt Shift ↓', msg('Next unread room')],
  ['Alt ↑, Alt ↓', msg('Move the room or section that has the focus')],
  ['Enter', msg('Send the message')],
  ['Shift Enter', msg('New line')],
  ['@', msg('Mention somebody')],
  ['↑', msg('Edit your last message')],
  ['Page Up, Page Down', msg('Scroll the messages')],
  ['Esc', msg('Close what is open, or go back to the field')],
];

declare global {
  interface HTMLElementTagNameMap {
    'keys-dialog': KeysDialog;
  }
}
