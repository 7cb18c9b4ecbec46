import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { servicesContext, type Services } from '../contexts.ts';
import { LANGUAGES, type Locale } from '../../i18n/locale.ts';
import type { Theme } from '../../state/theme.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import { renderChoice } from './choice.ts';
import styles from './preference-picker.css?inline';

/** Chooses the language and the theme. */
@customElement('preference-picker')
@localized()
export class PreferencePicker extends SignalWatcher(LitElement) {
  static override styles = [base, controls, sheet(styles)];

  /** Hides the legends, for compact layouts. */
  @property({ type: Boolean, reflect: true })
  compact = false;

  @consume({ context: servicesContext })
  services!: Services;

  protected override render(): TemplateResult {
    const { theme, locale } = this.services;
    const themes: [Theme, string][] = [
      ['auto', msg('Automatic')],
      ['light', msg('Light')],
      ['dark', msg('Dark')],
    ];
    return html`
      ${renderChoice({
        legend: msg('Theme'),
        name: 'theme',
        options: themes,
        chosen: theme.theme.value,
        choose: (chosen) => theme.choose(chosen),
        hideLegend: this.compact,
      })}
      ${renderChoice({
        legend: msg('Language'),
        name: 'language',
        options: Object.entries(LANGUAGES) as [Locale, string][],
        chosen: locale.locale.value,
        // If the translation cannot be loaded, the language stays.
        choose: (chosen) => void locale.choose(chosen).finally(() => this.requestUpdate()),
        hideLegend: this.compact,
        areLanguages: true,
      })}
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'preference-picker': PreferencePicker;
  }
}
