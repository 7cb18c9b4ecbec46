import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { byDay, type MessageRow, type Row } from './rows.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { plural } from '../../i18n/plural.ts';
import { calendar } from '../../state/calendar.ts';
import { formatDateTime, formatDay, formatTime } from '../../text/format.ts';
import type { Entry } from '../../stores/entry.ts';
import { avatar } from '../../ui/avatar.ts';
import { deleteIcon, moreIcon } from '../../ui/icons.ts';
import { isLong } from './fold.ts';
import { ignoredKey, renderIgnored } from './ignored-row.ts';
import { actionsOn } from './message-action.ts';
import { describeRoomLinks, messageText } from './message-text.ts';
import type { RowContext } from './row-context.ts';
import { renderState } from './row-state.ts';

/** A section for each day, so that its heading sticks to the top for as long as the day is in view. */
export function renderRows(rows: readonly Row[], context: RowContext): unknown {
  return repeat(
    byDay(rows),
    ({ key }) => key,
    (day) =>
      html`<div>
        ${repeat(
          day.rows,
          ({ key }) => key,
          (row) => renderRow(row, context),
        )}
      </div>`,
  );
}

function renderRow(row: Row, context: RowContext): unknown {
  switch (row.kind) {
    case 'day':
      return html`<h2 class="day"><span>${formatDay(row.time, readerLocale(), calendar.today)}</span></h2>`;
    case 'unread':
      return html`<p class="unread">
        <span class="visually-hidden">${msg('New messages')}</span
        ><span class="badge" aria-hidden="true">${msg('New')}</span>
      </p>`;
    case 'deleted':
      return html`<p class="deleted" data-key=${row.key}>${deleteIcon}<span>${describeDeleted(row.count)}</span></p>`;
    case 'message':
      return renderOnce(row, context);
  }
}

/** Skips rows that have not changed since the last render. */
function renderOnce(row: MessageRow, context: RowContext): unknown {
  const { entry, key, first } = row;
  const seen = [
    entry,
    first,
    context.active === key,
    context.editing === entry.id,
    context.target === key,
    context.folding.isUnfolded(key),
    context.folding.isUnfolded(ignoredKey(key)),
    context.columns,
    context.compact,
    context.nameOf(entry),
    context.mayDelete(entry),
    context.isAdmin(entry),
    context.isIgnored(entry),
    describeRoomLinks(entry.text, context.roomNameOf),
    context.moreActions,
    readerLocale(),
    calendar.day.value,
  ];
  return guard(seen, () => renderVisible(row, context));
}

function describeDeleted(count: number): string {
  if (count === 1) return msg('A message was deleted');
  return plural(
    count,
    (number) => msg(str`${number} message was deleted`),
    (number) => msg(str`${number} messages were deleted`),
  );
}

/** What was hidden and is shown names its author: the rows before it do not. */
function renderVisible(row: MessageRow, context: RowContext): TemplateResult {
  if (!context.isIgnored(row.entry)) return renderMessage(row, context);
  return context.folding.isUnfolded(ignoredKey(row.key))
    ? renderMessage({ ...row, first: true }, context)
    : renderIgnored(row, context);
}

function renderMessage(row: MessageRow, context: RowContext): TemplateResult {
  const { entry, key, first } = row;
  const name = context.nameOf(entry);
  const classes = {
    message: true,
    first,
    mention: context.mentionsMe(row),
    editing: context.editing === entry.id,
    target: context.target === key,
    [entry.state]: true,
  };
  return html`<article
    class=${classMap(classes)}
    data-key=${key}
    aria-labelledby=${`name-${key} text-${key} time-${key}`}
    tabindex=${context.active === key ? '0' : '-1'}
  >
    <div class="side">${first ? renderFace(entry, name, context) : renderTime(row)}</div>
    <div class="body">
      ${renderAuthor(row, name, context)} ${renderText(row, context)} ${renderState(entry, context)}
    </div>
    ${renderToolbar(row, context)}
  </article>`;
}

/** Only the first row of a turn shows the name, but every row has it, for its label. */
function renderAuthor(row: MessageRow, name: string, context: RowContext): TemplateResult {
  const { entry, key, first } = row;
  return html`<p class=${first ? 'author' : 'visually-hidden'}>
    ${first ? renderName(row, name, context) : html`<span id=${`name-${key}`}>${name}</span>`}
    ${context.isAdmin(entry) && first ? html`<span class="tag admin">${msg('admin')}</span>` : nothing}
    ${entry.guest && first ? html`<span class="tag">${msg('guest')}</span>` : nothing}
    ${first ? renderTime(row) : nothing}
  </p>`;
}

/** Leads to who wrote it. */
function renderName({ entry, key }: MessageRow, name: string, context: RowContext): TemplateResult {
  return html`<button
    id=${`name-${key}`}
    class="name"
    dir="auto"
    title=${name}
    aria-haspopup="dialog"
    tabindex=${context.active === key ? '0' : '-1'}
    @click=${() => context.showAuthor(entry)}
  >
    ${name}
  </button>`;
}

/** The name beside it does the same for the keyboard. */
function renderFace(entry: Entry, name: string, context: RowContext): TemplateResult {
  return html`<span class="face" @click=${() => context.showAuthor(entry)}
    >${avatar(entry.guest ? name : entry.sub, name, { size: context.compact ? 20 : 36 })}</span
  >`;
}

function renderTime({ entry, key }: MessageRow): TemplateResult {
  const iso = new Date(entry.time).toISOString();
  const exact = formatDateTime(entry.time, readerLocale());
  const time = formatTime(entry.time, readerLocale());
  return html`<time id=${`time-${key}`} datetime=${iso} title=${exact}>${time}</time>`;
}

function renderText({ entry, key, message }: MessageRow, context: RowContext): TemplateResult {
  const long = isLong(entry.text, context.columns);
  const folded = long && !context.folding.isUnfolded(key);
  return html`<div class="content ${folded ? 'folded' : ''}" dir="auto">
      ${messageText(entry.text, `text-${key}`, message?.mentions ?? [], context)}
      ${entry.edited ? html`<span class="edited">${msg('(edited)')}</span>` : nothing}
    </div>
    ${
      long
        ? html`<button
            class="fold"
            aria-expanded=${folded ? 'false' : 'true'}
            @click=${() => context.folding.toggle(key)}
          >
            ${folded ? msg('Show more') : msg('Show less')}
          </button>`
        : nothing
    }`;
}

function renderToolbar(row: MessageRow, context: RowContext): TemplateResult | typeof nothing {
  const actions = actionsOn(row, context);
  if (actions.length === 0) return nothing;
  const tabindex = context.active === row.key ? '0' : '-1';
  const button = (name: string, icon: TemplateResult, act: () => void, classes = 'icon') =>
    html`<button class=${classes} tabindex=${tabindex} aria-label=${name} title=${name} @click=${act}>${icon}</button>`;
  return html`<div class="actions">
    ${actions.map(({ name, icon, run, danger }) => button(name, icon, run, danger ? 'icon danger-icon' : 'icon'))}
    ${button(msg('Message actions'), moreIcon, () => void context.choose(row), 'icon more')}
  </div>`;
}
