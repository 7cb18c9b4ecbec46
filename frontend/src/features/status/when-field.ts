import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { serverNow } from '../../state/calendar.ts';
import { describeUntil } from '../people/until.ts';
import { HOUR_MS } from '../../state/timer.ts';
import { toLocalTime, type End } from './ends.ts';
import type { StatusDraft, StatusFault } from './status-draft.ts';
import { describeEnd } from './status-words.ts';

interface When {
  id: 'ends' | 'dnd';
  /** The field for a chosen date and time. */
  custom: 'endsAt' | 'dndUntil';
  label: string;
  hint?: string;
  ends: readonly End[];
  /** When it ends already. */
  kept: string | undefined;
}

interface State {
  draft: StatusDraft;
  fault: StatusFault | undefined;
  edit: (changes: Partial<StatusDraft>) => void;
}

/** Chooses an end: one of those offered, the one that it has already, or a date and time. */
export function renderWhen(
  { id, custom, label, hint, ends, kept }: When,
  { draft, fault, edit }: State,
): TemplateResult {
  const now = serverNow();
  const chosen = draft[id];
  const offered: readonly End[] = kept === undefined ? ends : [...ends.slice(0, 1), 'kept', ...ends.slice(1)];
  const choose = ({ target }: Event) => {
    const end = (target as HTMLSelectElement).value as End;
    // A chosen time begins an hour ahead: near what is probably meant, and valid.
    const time = end === 'custom' && draft[custom] === '' ? toLocalTime(serverNow() + HOUR_MS) : draft[custom];
    edit({ [id]: end, [custom]: time });
  };
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <select id=${id} aria-describedby=${hint === undefined ? nothing : `about-${id}`} @change=${choose}>
      ${offered.map(
        (end) =>
          html`<option value=${end} .selected=${live(end === chosen)}>
            ${end === 'kept' && kept !== undefined ? describeUntil(kept, now) : describeEnd(end)}
          </option>`,
      )}
    </select>
    ${
      chosen === 'custom'
        ? html`<input
            type="datetime-local"
            aria-label=${msg('Date and time')}
            aria-invalid=${fault === custom ? 'true' : nothing}
            id=${custom}
            min=${toLocalTime(now)}
            .value=${draft[custom]}
            @input=${({ target }: Event) => edit({ [custom]: (target as HTMLInputElement).value })}
          />`
        : nothing
    }
    ${hint === undefined ? nothing : html`<p id=${`about-${id}`} class="hint">${hint}</p>`}
  </div>`;
}
