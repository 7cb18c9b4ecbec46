import { formatNumber, isSingular } from '../text/format.ts';
import { readerLocale } from './locale.ts';

/** The form that the count takes in the page's language; each form is given the count as the reader writes it. */
export function plural(count: number, one: (count: string) => string, other: (count: string) => string): string {
  const locale = readerLocale();
  return (isSingular(count, locale) ? one : other)(formatNumber(count, locale));
}
