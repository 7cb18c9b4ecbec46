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

interface Listed {
  invite: Invite;
  /** Its place in the list: several links of one person may say the same. */
  number: number;
  room?: string;
}

export function renderRevoke({ invite, number, room }: Listed, revoke: () => void): TemplateResult {
  const about = [room, describeTerms(invite)].filter((part) => part !== undefined).join(' · ');
  return html`<button
    type="button"
    class="quiet small"
    aria-label=${msg(str`Revoke link ${number}, by ${invite.createdBy.username}: ${about}`)}
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
