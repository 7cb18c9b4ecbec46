import { configureLocalization } from '@lit/localize';
import { signal } from '@preact/signals-core';
import type { KeyValue } from '../state/storage.ts';
import { chooseLocale, validTags, variantOf } from './choose.ts';
import { allLocales, sourceLocale, targetLocales } from './codes.ts';

export type Locale = (typeof allLocales)[number];

/** The name of each language, in that language. */
export const LANGUAGES: Record<Locale, string> = { en: 'English', fr: 'Français' };

const KEY = 'chat:locale';

const { getLocale, setLocale } = configureLocalization({
  sourceLocale,
  targetLocales,
  loadLocale: (locale) => import(`./locales/${locale}.ts`),
});

/** The language of the page, and the locale of its dates and numbers. */
export class LocaleSetting {
  readonly locale = signal<Locale>(sourceLocale);
  readonly #storage: KeyValue;

  constructor(storage: KeyValue) {
    this.#storage = storage;
    window.addEventListener('storage', ({ key }) => key === KEY && void this.start());
  }

  /** Applies the user's choice, or the browser's languages without one. */
  async start(): Promise<void> {
    const chosen = this.#storage.get(KEY);
    await this.#use(chooseLocale(allLocales, [...(chosen === null ? [] : [chosen]), ...browserLanguages()]));
  }

  async choose(locale: Locale): Promise<void> {
    this.#storage.set(KEY, locale);
    await this.#use(locale);
  }

  async #use(locale: string): Promise<void> {
    // If the translation cannot be loaded, the page keeps its language, and tries again at the next choice.
    await setLocale(locale).catch(() => setLocale(getLocale()));
    document.documentElement.lang = getLocale();
    this.locale.value = getLocale() as Locale;
  }
}

const browserLanguages = (): string[] => validTags(navigator.languages);

/** The locale for dates, times and numbers. */
export const readerLocale = (): string => variantOf(getLocale(), browserLanguages());
