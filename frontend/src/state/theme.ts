import { signal } from '@preact/signals-core';
import type { KeyValue } from './storage.ts';

export type Theme = 'auto' | 'light' | 'dark';

/** Also read by public/theme.js, which sets the theme before the first paint. */
const KEY = 'chat:theme';

/** Light or dark; `auto` follows the system. */
export class ThemeSetting {
  readonly theme = signal<Theme>('auto');
  readonly #storage: KeyValue;

  constructor(storage: KeyValue) {
    this.#storage = storage;
    this.#apply();
    window.addEventListener('storage', ({ key }) => key === KEY && this.#apply());
  }

  choose(theme: Theme): void {
    if (theme === 'auto') this.#storage.remove(KEY);
    else this.#storage.set(KEY, theme);
    this.#apply();
  }

  #apply(): void {
    const stored = this.#storage.get(KEY);
    const theme = stored === 'light' || stored === 'dark' ? stored : 'auto';
    if (theme === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) colour(meta, theme);
    this.theme.value = theme;
  }
}

/** The browser's toolbar takes its colour from the meta element whose media query matches. */
function colour(meta: HTMLMetaElement, theme: Theme): void {
  const system = (meta.dataset['system'] ??= meta.media);
  if (theme === 'auto') meta.media = system;
  else meta.media = system.includes(theme) ? 'all' : 'not all';
}
