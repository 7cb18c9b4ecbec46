import { localized, msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Result } from '../../api/result.ts';
import type { AuditEntry } from '../../api/types.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { calendar } from '../../state/calendar.ts';
import { PagedList } from '../../stores/paged-list.ts';
import { sheet } from '../../styles/sheets.ts';
import { formatDay, formatNumber, formatTime } from '../../text/format.ts';
import type { EmptyState } from '../../ui/empty-state.ts';
import { alertIcon, clockIcon } from '../../ui/icons.ts';
import styles from './audit-log.css?inline';
import { describeAudit, isWarning } from './audit-sentences.ts';
import { ListPanel } from './list-panel.ts';

/** What people and administrators did within the last 30 days, the newest first, by day. */
@customElement('audit-log')
@localized()
export class AuditLog extends ListPanel<AuditEntry> {
  static override styles = [...ListPanel.styles, sheet(styles)];

  protected readonly pages = new PagedList<AuditEntry>((after) => this.#list(after));

  protected override label(): string {
    return msg('Audit log');
  }

  protected override empty(): EmptyState {
    return {
      icon: clockIcon,
      heading: msg('Nothing yet'),
      text: msg('Logins, new passwords and what administrators do are kept here for 30 days.'),
    };
  }

  protected override renderItems(entries: readonly AuditEntry[]): unknown {
    const locale = readerLocale();
    const days = new Map<string, AuditEntry[]>();
    for (const entry of entries) {
      const day = formatDay(Date.parse(entry.at), locale, calendar.today);
      const ofDay = days.get(day);
      if (ofDay) ofDay.push(entry);
      else days.set(day, [entry]);
    }
    return repeat(
      days,
      ([day]) => day,
      ([day, ofDay]) =>
        html`<section aria-label=${day}>
          <h2>${day}</h2>
          <ul>
            ${repeat(
              ofDay,
              ({ id }) => id,
              (entry) => renderEntry(entry, locale),
            )}
          </ul>
        </section>`,
    );
  }

  async #list(after: string | undefined): Promise<Result<{ items: AuditEntry[]; next?: string | undefined }>> {
    const result = await this.services.accounts.listAudit(this.finding(after));
    return result.ok ? { ...result, data: { items: result.data.entries, next: result.data.next } } : result;
  }
}

function renderEntry(entry: AuditEntry, locale: string): TemplateResult {
  const { at, address, repeated } = entry;
  const warning = isWarning(entry);
  return html`<li class=${warning ? 'entry warning' : 'entry'}>
    <time datetime=${at}>${formatTime(Date.parse(at), locale)}</time>
    <span class="mark">${warning ? alertIcon : nothing}</span>
    <p>
      <span>${describeAudit(entry)}</span>
      ${repeated === undefined ? nothing : html`<span class="hint">${formatNumber(repeated, locale)}×</span>`}
      ${address === undefined || address === 'command line' ? nothing : html`<span class="hint">${address}</span>`}
    </p>
  </li>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'audit-log': AuditLog;
  }
}
