/** The line below a message that is not sent yet. A sent message has none. */
import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { Entry } from '../../stores/entry.ts';
import { describeUnsent } from '../../i18n/failures.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { formatTime } from '../../text/format.ts';
import { alertIcon, clockIcon } from '../../ui/icons.ts';
import type { RowContext } from './row-context.ts';

export function renderState(entry: Entry, context: RowContext): TemplateResult | typeof nothing {
  switch (entry.state) {
    case 'sent':
      return nothing;
    case 'sending':
      // Takes no space: usually it is gone in a moment.
      return html`<span class="visually-hidden" role="img" aria-label=${msg('Sending')}></span>`;
    case 'waiting':
      return renderWaiting(describeWait(entry.wait));
    case 'failed':
      return renderFailed(entry, context);
  }
}

function renderWaiting(reason: string): TemplateResult {
  return html`<p class="state">
    <span role="img" aria-label=${reason}>${clockIcon}</span><span aria-hidden="true">${reason}</span>
  </p>`;
}

/** The reason why a message waits. It is sent automatically. */
function describeWait(wait: Entry['wait']): string {
  switch (wait?.kind) {
    case 'rate-limited': {
      const minute = 60_000;
      const time = formatTime(Math.ceil(wait.until / minute) * minute, readerLocale());
      return msg(str`You are sending messages too quickly. This one will be sent automatically by ${time}.`);
    }
    case 'unavailable':
    case 'internal':
      return msg('Waiting for the server');
    case undefined:
    default:
      return msg('Waiting for connection');
  }
}

function renderFailed(entry: Entry, { edit, retry, discard }: RowContext): TemplateResult {
  return html`<p class="state failure">
    <span role="img" aria-label=${msg('Not sent')}>${alertIcon}</span>
    <span class="reason">${describeUnsent(entry.failure)}</span>
    <button class="small quiet" @click=${() => retry(entry)}>${msg('Try again')}</button>
    <button class="small quiet" @click=${() => edit(entry)}>${msg('Edit')}</button>
    <button class="small quiet" @click=${() => discard(entry)}>${msg('Discard')}</button>
  </p>`;
}
