import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { TimelineView } from '../../stores/timeline.ts';
import { describeNewMessages } from '../../i18n/new-messages.ts';
import { downIcon } from '../../ui/icons.ts';

/** The content above the first message shown. */
export function renderBefore(
  status: TimelineView['status'],
  edge: UpperEdge,
  { retry, load, begin }: { retry: () => void; load: () => void; begin: () => TemplateResult },
): TemplateResult {
  switch (status) {
    case 'loading':
      return renderSkeleton();
    case 'failed':
      return renderFailed(retry);
    case 'ready':
      return edge === 'top' ? begin() : renderOlder(edge, load);
  }
}

/** The button that scrolls to the newest messages, with the number of new ones. */
export function renderPill(unread: number, go: () => void): TemplateResult {
  const text = describeNewMessages(unread);
  const label = unread > 0 ? text : msg('Go to the newest messages');
  return html`<button class="pill" aria-label=${label} @click=${go}>
    ${downIcon}${unread > 0 ? html`<span>${text}</span>` : nothing}
  </button>`;
}

function renderSkeleton(): TemplateResult {
  const rows = ['wide', '', 'narrow', 'wide', '', 'narrow'];
  return html`<div class="skeleton">
    <span class="visually-hidden" role="status">${msg('Loading messages…')}</span>
    ${rows.map((width) => html`<div><i class="face"></i><i></i><i class=${width}></i></div>`)}
  </div>`;
}

function renderFailed(retry: () => void): TemplateResult {
  return html`<div class="state-page" role="alert">
    <h2>${msg('Messages could not be loaded')}</h2>
    <p class="hint">${msg('Retrying automatically.')}</p>
    <button class="quiet" @click=${retry}>${msg('Try again')}</button>
  </div>`;
}

/** The content above the oldest message shown. `more`: a button to load older messages. */
export type UpperEdge = 'top' | 'loading' | 'more' | 'failed';

function renderOlder(edge: Exclude<UpperEdge, 'top'>, load: () => void): TemplateResult {
  switch (edge) {
    case 'loading':
      return html`<p class="edge"><span class="spinner" aria-hidden="true"></span></p>`;
    case 'more':
      return html`<p class="edge">
        <button class="small quiet" @click=${load}>${msg('Show older messages')}</button>
      </p>`;
    case 'failed':
      return html`<p class="edge">
        ${msg('Older messages could not be loaded.')}
        <button class="small quiet" @click=${load}>${msg('Try again')}</button>
      </p>`;
  }
}
