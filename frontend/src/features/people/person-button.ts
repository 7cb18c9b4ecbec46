import { html, type TemplateResult } from 'lit';
import { emit, type ShownPerson } from '../events.ts';

/** A name in a list of people, which leads to who it is. */
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
