import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { MyRoom } from '../../api/types.ts';
import { chevronIcon } from '../../ui/icons.ts';
import { sectionName } from './place-menu.ts';
import type { Section } from './sections.ts';

interface SectionParts {
  /** The rows to show: in a closed section not all. */
  shown: readonly MyRoom[];
  renderRoom: (room: MyRoom) => unknown;
  /** Buttons at the end of the heading. */
  buttons: unknown;
  /** What stands in place of rows. */
  empty: unknown;
  onFold: () => void;
}

/** A section's heading, which opens and closes it, and its rows. */
export function renderSection(section: Section, parts: SectionParts): TemplateResult {
  const name = sectionName(section);
  return html`<section aria-label=${name} data-section=${section.id}>
    <h2>
      <button class="fold" aria-expanded=${section.collapsed ? 'false' : 'true'} @click=${parts.onFold}>
        ${chevronIcon}<span dir="auto">${name}</span>
      </button>
      ${parts.buttons}
    </h2>
    <ul>
      ${repeat(
        parts.shown,
        ({ id }) => id,
        (room) => html`<li>${parts.renderRoom(room)}</li>`,
      )}
    </ul>
    ${section.rooms.length === 0 ? parts.empty : nothing}
  </section>`;
}
