/** The first of the reader's languages that the page speaks. */
export function chooseLocale(offered: readonly string[], wanted: readonly string[]): string {
  const languages = wanted.map(languageOf);
  return languages.find((language) => offered.includes(language)) ?? offered[0] ?? 'en';
}

/** The reader's own variant of a language, for dates and times: an American's `en` is not a Briton's. */
export function variantOf(language: string, wanted: readonly string[]): string {
  return wanted.find((each) => languageOf(each) === language) ?? language;
}

function languageOf(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? '';
}

/**
 * The browser's languages as Intl takes them: a locale of the operating system such as `en-US@posix` or `fr_FR.UTF-8`
 * is the language it is of, and what is none is left out. Intl throws on any of them.
 */
export function validTags(tags: readonly string[] | undefined): string[] {
  return (tags ?? []).flatMap((tag) => {
    try {
      return Intl.getCanonicalLocales(tag.replace(/[.@].*/s, '').replaceAll('_', '-'));
    } catch {
      return [];
    }
  });
}
