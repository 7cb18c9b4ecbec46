import { html, type TemplateResult } from 'lit';
import { sheet } from '../../styles/sheets.ts';
import { emit, type ShownPerson } from '../events.ts';
import styles from './person-button.css?inline';

export const personButtons = sheet(styles);

/** A name in a list of people, which leads to who it is. The element needs the sheet `personButtons`. */
export function renderPersonButton(host: HTMLElement, person: ShownPerson): TemplateResult {
  const { name } = person;
  return html`<button
    class="who"
    dir="auto"
    title=${name}
    aria-haspopup="dialog"
    @click=${() => emit(host, 'person-open', person)}
  >
    ${name}
  </button>`;
}
