import { formatNumber, isSingular } from '../text/format.ts';
import { readerLocale } from './locale.ts';

/** Selects the plural form of a count in the page's language; each form receives the formatted count. */
export function plural(count: number, one: (count: string) => string, other: (count: string) => string): string {
  const locale = readerLocale();
  return (isSingular(count, locale) ? one : other)(formatNumber(count, locale));
}
