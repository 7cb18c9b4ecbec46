/** The first of the user's languages that has a translation. */
export function chooseLocale(offered: readonly string[], wanted: readonly string[]): string {
  const languages = wanted.map(languageOf);
  return languages.find((language) => offered.includes(language)) ?? offered[0] ?? 'en';
}

/** The user's regional variant of a language, for dates and times: `en-US` differs from `en-GB`. */
export function variantOf(language: string, wanted: readonly string[]): string {
  return wanted.find((each) => languageOf(each) === language) ?? language;
}

function languageOf(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? '';
}

/**
 * The browser's languages as valid Intl locales. A POSIX locale such as `en-US@posix` or `fr_FR.UTF-8` is reduced to
 * its language, and anything else is left out: Intl would throw.
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
