export const sourceLocale = `en`;
export const targetLocales = [`fr`] as const;
export const allLocales = [`en`, `fr`] as const;
