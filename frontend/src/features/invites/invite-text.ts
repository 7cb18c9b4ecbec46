/** What is said of an invite, wherever it is listed. */
import { msg, str } from '@lit/localize';
import type { Invite } from '../../api/types.ts';
import { readerLocale } from '../../i18n/locale.ts';
import { formatNumber } from '../../text/format.ts';

export function describeUses({ uses, maxUses }: Invite): string {
  const [used, most] = [uses, maxUses ?? 0].map((count) => formatNumber(count, readerLocale()));
  return maxUses === undefined ? msg(str`${used} joined`) : msg(str`${used} of ${most} joined`);
}

/** The question before an invite ends. */
export function revocation(): { heading: string; text: string; action: string } {
  return {
    heading: msg('Revoke this link?'),
    text: msg('Nobody can join with it any more. Those who have joined stay.'),
    action: msg('Revoke'),
  };
}
