import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { StoredSection } from '../../api/types.ts';
import { addSection, changeSection } from '../../stores/arrangement.ts';
import type { PreferenceStore } from '../../stores/preferences.ts';
import { uuid } from '../../text/uuid.ts';
import { preferencesContext } from '../contexts.ts';
import { fieldOf, FormDialog, renderNameField } from './form-dialog.ts';
import { MAX_NAME } from './new-room-dialog.ts';

/** Makes a section of the sidebar, or renames one. */
@customElement('section-dialog')
@localized()
export class SectionDialog extends FormDialog {
  /** The one to rename. */
  @property({ attribute: false }) section: StoredSection | undefined;
  /** The room that the new one is for. */
  @property() room: string | undefined;

  @consume({ context: preferencesContext })
  preferences!: PreferenceStore;

  protected override render(): TemplateResult {
    const { section } = this;
    return html`<modal-dialog heading=${section ? msg('Rename the section') : msg('New section')}>
      <form @submit=${this.#submit} novalidate>
        ${renderNameField({
          label: msg('Name'),
          value: section?.name ?? '',
          maxLength: MAX_NAME,
          hint: msg('Only you see your sections, on all your devices.'),
        })}
        ${this.renderProblem()} ${this.renderButtons(section ? msg('Save') : msg('Create the section'))}
      </form>
    </modal-dialog>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const name = fieldOf(event, 'name');
    if (!this.demandName(name)) return;
    if (await this.run(() => this.preferences.change(this.#changes(name)))) this.close();
  }

  #changes(name: string) {
    const preferences = this.preferences.value.peek();
    if (this.section) return changeSection(preferences, this.section.id, { name });
    return addSection(preferences, { id: uuid(), name, rooms: this.room === undefined ? [] : [this.room] });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'section-dialog': SectionDialog;
  }
}
