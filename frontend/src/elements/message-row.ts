import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { guard } from 'lit/directives/guard.js';
import type { Entry, Row } from '../chat/timeline.ts';
import { describeFailure } from '../i18n/failures.ts';
import { readerLocale } from '../i18n/locale.ts';
import { plural } from '../i18n/plural.ts';
import { calendar, serverNow } from '../state/calendar.ts';
import { formatDateTime, formatDay, formatTime } from '../text/format.ts';
import { avatar, tone } from './avatar.ts';
import { alertIcon, checkIcon, clockIcon, deleteIcon, editIcon } from './icons.ts';
import { messageText } from './message-text.ts';

/** What a row needs to know and can do. Rows are templates, not elements: the list measures them as it renders them. */
export interface RowContext {
  own: (entry: Entry) => boolean;
  mayDelete: (entry: Entry) => boolean;
  nameOf: (entry: Entry) => string;
  /** The one row that the Tab key reaches; the arrow keys go on from there. */
  active: string | undefined;
  editing: string | undefined;
  edit: (entry: Entry) => void;
  remove: (entry: Entry) => void;
  retry: (entry: Entry) => void;
  discard: (entry: Entry) => void;
}

export function renderRow(row: Row, context: RowContext): unknown {
  switch (row.kind) {
    case 'day':
      return html`<h2 class="day"><span>${formatDay(row.time, readerLocale(), serverNow())}</span></h2>`;
    case 'unread':
      return html`<p class="unread"><span>${msg('New messages')}</span></p>`;
    case 'deleted':
      return html`<p class="deleted" data-key=${row.key}>${describeDeleted(row.count)}</p>`;
    case 'message':
      return renderOnce(row, context);
  }
}

/** Most messages are as they were when the list last rendered: they cost nothing. */
function renderOnce(row: Row & { kind: 'message' }, context: RowContext): unknown {
  const { entry, key, first, last } = row;
  const isActive = context.active === key;
  const isEditing = context.editing === entry.id;
  const seen = [
    entry,
    first,
    last,
    isActive,
    isEditing,
    context.nameOf(entry),
    context.mayDelete(entry),
    readerLocale(),
    calendar.day.value,
  ];
  return guard(seen, () => renderMessage(row, context));
}

function describeDeleted(count: number): string {
  if (count === 1) return msg('A message was deleted');
  return plural(
    count,
    (number) => msg(str`${number} message was deleted`),
    (number) => msg(str`${number} messages were deleted`),
  );
}

function renderMessage(row: Row & { kind: 'message' }, context: RowContext): TemplateResult {
  const { entry, first, last } = row;
  const own = context.own(entry);
  const name = context.nameOf(entry);
  const time = formatTime(entry.time, readerLocale());
  const label = own ? msg(str`You, ${time}`) : msg(str`${name}, ${time}`);
  const classes = { message: true, own, first, last, editing: context.editing === entry.id, [entry.state]: true };
  return html`<article
    class=${classMap(classes)}
    data-key=${row.key}
    aria-label=${label}
    tabindex=${context.active === row.key ? '0' : '-1'}
  >
    ${own ? nothing : html`<div class="side">${first ? avatar(entry.sub, name) : nothing}</div>`}
    <div class="body">
      ${first && !own ? renderAuthor(entry, name) : nothing}
      <div class="line">
        <div class="bubble">${messageText(entry.text)}${renderMeta(entry, own, time)}</div>
        ${renderActions(entry, own, context)}
      </div>
      ${entry.state === 'failed' ? renderFailed(entry, context) : nothing}
    </div>
  </article>`;
}

function renderAuthor(entry: Entry, name: string): TemplateResult {
  return html`<p class="author">
    <span class="name ${tone(entry.sub)}" dir="auto">${name}</span>
    ${entry.guest ? html`<span class="tag">${msg('guest')}</span>` : nothing}
  </p>`;
}

function renderMeta(entry: Entry, own: boolean, time: string): TemplateResult {
  const iso = new Date(entry.time).toISOString();
  return html`<span class="meta">
    ${entry.edited ? html`<span>${msg('edited')}</span>` : nothing}
    <time datetime=${iso} title=${formatDateTime(entry.time, readerLocale())}>${time}</time>
    ${own ? renderState(entry.state) : nothing}
  </span>`;
}

function renderState(state: Entry['state']): TemplateResult {
  switch (state) {
    case 'sending':
      return html`<span class="state" role="img" aria-label=${msg('Sending')}>${clockIcon}</span>`;
    case 'waiting':
      return html`<span class="state" role="img" aria-label=${msg('Waiting for the connection')}>${clockIcon}</span>`;
    case 'sent':
      return html`<span class="state" role="img" aria-label=${msg('Sent')}>${checkIcon}</span>`;
    case 'failed':
      return html`<span class="state" role="img" aria-label=${msg('Not sent')}>${alertIcon}</span>`;
  }
}

function renderActions(entry: Entry, own: boolean, context: RowContext): TemplateResult | typeof nothing {
  if (entry.state !== 'sent' || !(own || context.mayDelete(entry))) return nothing;
  const tabindex = context.active === entry.id ? '0' : '-1';
  const edit = html`<button
    class="icon"
    tabindex=${tabindex}
    aria-label=${msg('Edit message')}
    title=${msg('Edit message')}
    @click=${() => context.edit(entry)}
  >
    ${editIcon}
  </button>`;
  return html`<div class="actions">
    ${own ? edit : nothing}
    <button
      class="icon"
      tabindex=${tabindex}
      aria-label=${msg('Delete message')}
      title=${msg('Delete message')}
      @click=${() => context.remove(entry)}
    >
      ${deleteIcon}
    </button>
  </div>`;
}

function renderFailed(entry: Entry, { retry, discard }: RowContext): TemplateResult {
  const why = describeFailure({ kind: entry.failure ?? 'unknown', status: 0 });
  return html`<p class="failure">
    <span>${msg('Not sent.')} ${why}</span>
    <button class="small quiet" @click=${() => retry(entry)}>${msg('Try again')}</button>
    <button class="small quiet" @click=${() => discard(entry)}>${msg('Discard')}</button>
  </p>`;
}
