/** What is said of an invite, wherever it is listed. */
import { msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { Invite } from '../../api/types.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { formatDateTime, formatNumber } from '../../text/format.ts';

/** How often it was used, and when it ends. */
export function describeTerms({ uses, maxUses, expiresAt }: Invite): string {
  const [used, most] = [uses, maxUses ?? 0].map((count) => formatNumber(count, readerLocale()));
  const until = formatDateTime(Date.parse(expiresAt), readerLocale());
  const joined = maxUses === undefined ? msg(str`${used} joined`) : msg(str`${used} of ${most} joined`);
  return `${joined} · ${msg(str`until ${until}`)}`;
}

export function renderRevoke({ createdBy }: Invite, revoke: () => void): TemplateResult {
  return html`<button
    type="button"
    class="quiet small"
    aria-label=${msg(str`Revoke the link by ${createdBy.username}`)}
    @click=${revoke}
  >
    ${msg('Revoke')}
  </button>`;
}

/** The question before an invite ends. */
export function revocation(): { heading: string; text: string; action: string } {
  return {
    heading: msg('Revoke this link?'),
    text: msg('Nobody can join with it any more. Those who have joined stay.'),
    action: msg('Revoke'),
  };
}
