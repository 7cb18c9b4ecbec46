import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { guard } from 'lit/directives/guard.js';
import type { Entry } from '../../stores/entry.ts';
import type { Row } from './rows.ts';
import { describeUnsent } from '../../i18n/failures.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { plural } from '../../i18n/plural.ts';
import { calendar } from '../../state/calendar.ts';
import { formatDateTime, formatDay, formatTime } from '../../text/format.ts';
import { avatar, tone } from '../../ui/avatar.ts';
import { alertIcon, checkIcon, clockIcon, deleteIcon, editIcon, moreIcon } from '../../ui/icons.ts';
import { messageText } from './message-text.ts';
import { actionsOn, type RowContext } from './row-context.ts';

type MessageRow = Row & { kind: 'message' };

export function renderRow(row: Row, context: RowContext): unknown {
  switch (row.kind) {
    case 'day':
      return html`<h2 class="day"><span>${formatDay(row.time, readerLocale(), calendar.today)}</span></h2>`;
    case 'unread':
      return html`<p class="unread"><span>${msg('New messages')}</span></p>`;
    case 'deleted':
      return html`<p class="deleted" data-key=${row.key}>${describeDeleted(row.count)}</p>`;
    case 'message':
      return renderOnce(row, context);
  }
}

/** Skips rows that have not changed since the last render. */
function renderOnce(row: MessageRow, context: RowContext): unknown {
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
    context.isAdmin(entry),
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

function renderMessage(row: MessageRow, context: RowContext): TemplateResult {
  const { entry, first, last } = row;
  const own = context.own(entry);
  const name = context.nameOf(entry);
  const time = formatTime(entry.time, readerLocale());
  const classes = { message: true, own, first, last, editing: context.editing === entry.id, [entry.state]: true };
  return html`<article
    class=${classMap(classes)}
    data-key=${row.key}
    aria-labelledby=${`name-${row.key} text-${row.key} time-${row.key}`}
    tabindex=${context.active === row.key ? '0' : '-1'}
  >
    ${own ? nothing : html`<div class="side">${first ? avatar(entry.sub, name) : nothing}</div>`}
    <div class="body">
      ${renderAuthor(row, own, name, context)}
      <div class="bubble">
        <div class="content" dir="auto">${messageText(entry.text, `text-${row.key}`)}${renderMeta(row, own, time)}</div>
      </div>
      ${renderActions(entry, context)} ${entry.state === 'failed' ? renderFailed(entry, context) : nothing}
      ${entry.wait?.kind === 'rate-limited' ? html`<p class="failure wait">${describeWait(entry.wait)}</p>` : nothing}
    </div>
  </article>`;
}

/** Only the first row of another user's turn shows the name, but every row has it: for its label, and for print. */
function renderAuthor(row: MessageRow, own: boolean, name: string, context: RowContext): TemplateResult {
  const { entry, key, first } = row;
  const hidden = first ? 'visually-hidden by-me' : 'visually-hidden';
  const visible = first && !own;
  return html`<p class=${visible ? 'author' : hidden}>
    <span id=${`name-${key}`} class="name ${tone(entry.sub)}" dir="auto" title=${name}>${name}</span>
    ${context.isAdmin(entry) && visible ? html`<span class="tag admin">${msg('admin')}</span>` : nothing}
    ${entry.guest && visible ? html`<span class="tag">${msg('guest')}</span>` : nothing}
  </p>`;
}

function renderMeta({ entry, key }: MessageRow, own: boolean, time: string): TemplateResult {
  const iso = new Date(entry.time).toISOString();
  const exact = formatDateTime(entry.time, readerLocale());
  return html`<span class="meta">
    ${entry.edited ? html`<span>${msg('edited')}</span>` : nothing}
    <time id=${`time-${key}`} datetime=${iso} title=${exact}>${time}</time>
    ${own ? renderState(entry) : nothing}
  </span>`;
}

function renderState({ state, wait }: Entry): TemplateResult {
  switch (state) {
    case 'sending':
      return html`<span class="state" role="img" aria-label=${msg('Sending')}>${clockIcon}</span>`;
    case 'waiting':
      return html`<span class="state" role="img" aria-label=${describeWait(wait)} title=${describeWait(wait)}
        >${clockIcon}</span
      >`;
    case 'sent':
      return html`<span class="state" role="img" aria-label=${msg('Sent')}>${checkIcon}</span>`;
    case 'failed':
      return html`<span class="state" role="img" aria-label=${msg('Not sent')}>${alertIcon}</span>`;
  }
}

function renderActions(entry: Entry, context: RowContext): TemplateResult | typeof nothing {
  const { edit, remove } = actionsOn(entry, context);
  if (!edit && !remove) return nothing;
  const tabindex = context.active === entry.id ? '0' : '-1';
  const button = (name: string, icon: TemplateResult, act: () => void, classes = 'icon') =>
    html`<button class=${classes} tabindex=${tabindex} aria-label=${name} title=${name} @click=${act}>${icon}</button>`;
  return html`<div class="actions">
    ${edit ? button(msg('Edit message'), editIcon, () => context.edit(entry)) : nothing}
    ${remove ? button(msg('Delete message'), deleteIcon, () => context.remove(entry)) : nothing}
    ${button(msg('Message actions'), moreIcon, () => context.choose(entry), 'icon more')}
  </div>`;
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
  return html`<p class="failure">
    <span>${describeUnsent(entry.failure)}</span>
    <button class="small quiet" @click=${() => retry(entry)}>${msg('Try again')}</button>
    <button class="small quiet" @click=${() => edit(entry)}>${msg('Edit')}</button>
    <button class="small quiet" @click=${() => discard(entry)}>${msg('Discard')}</button>
  </p>`;
}
