/** The hints around the composer's field. */
import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { MAX_DRAFT } from '../../stores/draft.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { plural } from '../../i18n/plural.ts';
import { formatNumber } from '../../text/format.ts';
import { alertIcon, boldIcon, closeIcon, codeIcon, editIcon, italicIcon, linkIcon, listIcon } from '../../ui/icons.ts';
import type { Markup } from './markup.ts';

/** The part of a paste, a drop or a draft that was left out of the field. */
export type LeftOut = 'rest' | 'files' | undefined;

export function renderEditing(cancel: () => void): TemplateResult {
  return html`<div class="editing" role="status">
    ${editIcon}
    <p><strong>${msg('Edit message')}</strong> <span class="keys">${msg('Esc cancels')}</span></p>
    <button type="button" class="icon" aria-label=${msg('Cancel editing')} @click=${cancel}>${closeIcon}</button>
  </div>`;
}

/** The buttons that insert markup. They leave the focus in the field, where the text is typed. */
export function renderTools(apply: (markup: Markup) => void): TemplateResult {
  const tool = (markup: Markup, name: string, icon: TemplateResult, key?: string) => {
    const title = key === undefined ? name : `${name} (${key})`;
    return html`<button
      type="button"
      class="icon"
      aria-label=${name}
      title=${title}
      @mousedown=${keepFocus}
      @click=${() => apply(markup)}
    >
      ${icon}
    </button>`;
  };
  return html`<div class="tools">
    ${tool('bold', msg('Bold'), boldIcon, 'Ctrl+B')} ${tool('italic', msg('Italic'), italicIcon, 'Ctrl+I')}
    ${tool('code', msg('Code'), codeIcon)} ${tool('list', msg('List'), listIcon)} ${tool('link', msg('Link'), linkIcon)}
  </div>`;
}

/** Keeps the focus in the field, so that the on-screen keyboard stays open. */
export function keepFocus(event: Event): void {
  event.preventDefault();
}

export function renderProblem(problem: string | undefined): TemplateResult | typeof nothing {
  if (problem === undefined) return nothing;
  return html`<p class="problem" role="alert">${alertIcon}<span>${problem}</span></p>`;
}

export function renderLeftOut(leftOut: LeftOut): TemplateResult {
  const note = leftOut && html`<p class="note">${alertIcon}<span>${describeLeftOut(leftOut)}</span></p>`;
  return html`<div role="status">${note}</div>`;
}

function describeLeftOut(leftOut: 'rest' | 'files'): string {
  if (leftOut === 'files') return msg('Sending files and images is not supported yet.');
  const most = formatNumber(MAX_DRAFT, readerLocale());
  return msg(str`Text is limited to ${most} characters. The rest was cut off.`);
}

/** The number of characters left, or over the limit. */
export function describeLeft(left: number): string {
  if (left >= 0) return msg(str`${formatNumber(left, readerLocale())} left`);
  return plural(
    -left,
    (count) => msg(str`${count} character over the limit`),
    (count) => msg(str`${count} characters over the limit`),
  );
}
