import { msg, str } from '@lit/localize';
import { readerLocale } from '../../i18n/locale.ts';
import { formatDay, formatTime } from '../../text/format.ts';

/** "until 15:30", or with the day if it is another one. */
export function describeUntil(until: string, now: number): string {
  const time = Date.parse(until);
  const [clock, locale] = [formatTime(time, readerLocale()), readerLocale()];
  const isToday = new Date(time).toDateString() === new Date(now).toDateString();
  // Some languages have another word before an hour than before a day.
  return isToday
    ? msg(str`until ${clock}`, { id: 'until-clock' })
    : msg(str`until ${formatDay(time, locale, now)}, ${clock}`);
}
