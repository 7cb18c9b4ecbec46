/** Formats dates, times and counts for a locale. */
const DAY = 24 * 60 * 60_000;

const dateFormats = new Map<string, Intl.DateTimeFormat>();

/**
 * Creating an Intl format takes a hundred times as long as using it; a list of messages uses each hundreds of times.
 */
function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const format = dateFormats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  dateFormats.set(key, format);
  return format;
}

let timeZone = currentTimeZone();

/** The reader's time zone. It may change while the page is open; formats made for another are forgotten. */
export function noticeTimeZone(): string {
  const current = currentTimeZone();
  if (current !== timeZone) dateFormats.clear();
  timeZone = current;
  return current;
}

function currentTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function formatTime(time: number, locale: string): string {
  return dateFormat(locale, { timeStyle: 'short' }).format(time);
}

/** The time of day elsewhere. Undefined if the browser does not know the zone. */
export function formatTimeIn(timeZone: string, time: number, locale: string): string | undefined {
  try {
    return dateFormat(locale, { timeStyle: 'short', timeZone }).format(time);
  } catch {
    return undefined;
  }
}

export function formatDateTime(time: number, locale: string): string {
  return dateFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(time);
}

/** "Today", "Yesterday", "Monday 16 November"; with the year if it is not the current one. */
export function formatDay(time: number, locale: string, now: number): string {
  const days = Math.round((startOfDay(time) - startOfDay(now)) / DAY);
  if (days === 0 || days === -1) {
    return capital(new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day'), locale);
  }
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  const date = dateFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(!sameYear && { year: 'numeric' }),
  });
  return capital(date.format(time), locale);
}

/** "5 minutes ago", "in 12 hours": the largest unit that fits. */
export function formatAgo(time: number, locale: string, now: number): string {
  const seconds = (time - now) / 1000;
  const units: [Intl.RelativeTimeFormatUnit, number][] = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ];
  const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each) ?? ['minute', 60];
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.trunc(seconds / size), unit);
}

export function formatNumber(number: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(number);
}

/** The plural category of a count: French says "0 message", English "0 messages". */
export function isSingular(count: number, locale: string): boolean {
  return new Intl.PluralRules(locale).select(count) === 'one';
}

const GRAPHEME = /.\p{M}*/gsu;
/** One character of these scripts says as much as two letters, and two of them would not fit. */
const WIDE_SCRIPT = /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]/u;

/** The first graphemes of a name's first two words, or the first two of its only one. */
export function initials(name: string, most: 1 | 2): string {
  const words = name.normalize('NFC').split(/\s+/).filter(Boolean);
  const letters = words.map((word) => word.match(GRAPHEME) ?? []);
  const [[first = '?', second = ''] = [], [other = second] = []] = letters;
  if (most === 1 || WIDE_SCRIPT.test(first)) return first.toUpperCase();
  return first.toUpperCase() + (words.length > 1 ? other.toUpperCase() : other);
}

function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

function capital(text: string, locale: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}
