import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { readerLocale } from '../../i18n/locale.ts';
import { formatNumber } from '../../text/format.ts';

/** Says who is writing; `writers` are their names. */
export function renderTyping(writers: readonly string[]): TemplateResult {
  return html`<p slot="above" class="typing" role="status">
    ${writers.length > 0 ? html`<i></i><i></i><i></i>${describeWriters(writers)}` : nothing}
  </p>`;
}

function describeWriters(writers: readonly string[]): string {
  const [one, other] = writers;
  if (writers.length === 1) return msg(str`${one} is writing…`);
  if (writers.length === 2) return msg(str`${one} and ${other} are writing…`);
  const others = formatNumber(writers.length - 1, readerLocale());
  return msg(str`${one} and ${others} others are writing…`);
}
