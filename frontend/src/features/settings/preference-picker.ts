import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { servicesContext, type Services } from '../contexts.ts';
import { LANGUAGES, type Locale } from '../../i18n/locale.ts';
import type { Theme } from '../../state/theme.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
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
      ${this.#renderChoice(msg('Theme'), 'theme', themes, theme.theme.value, (chosen) => theme.choose(chosen))}
      ${this.#renderChoice(
        msg('Language'),
        'language',
        Object.entries(LANGUAGES) as [Locale, string][],
        locale.locale.value,
        // If the translation cannot be loaded, the language stays.
        (chosen) => void locale.choose(chosen).finally(() => this.requestUpdate()),
      )}
    `;
  }

  #renderChoice<T extends string>(
    legend: string,
    name: string,
    options: readonly [T, string][],
    chosen: T,
    choose: (value: T) => void,
  ): TemplateResult {
    return html`<fieldset>
      <legend class=${this.compact ? 'visually-hidden' : 'label'}>${legend}</legend>
      <div class="options">
        ${options.map(
          ([value, label]) =>
            html`<label lang=${name === 'language' ? value : nothing}>
              <input
                type="radio"
                name=${name}
                value=${value}
                .checked=${live(value === chosen)}
                @change=${() => choose(value)}
              />
              <span>${label}</span>
            </label>`,
        )}
      </div>
    </fieldset>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'preference-picker': PreferencePicker;
  }
}
