import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { Preferences } from '../../api/types.ts';
import { SignalWatcher } from '../../state/signal-watcher.ts';
import type { PreferenceStore } from '../../stores/preferences.ts';
import { base, controls, sheet } from '../../styles/sheets.ts';
import { preferencesContext } from '../contexts.ts';
import { emit } from '../events.ts';
import { renderChoice } from './choice.ts';
import styles from './preference-picker.css?inline';

/** Chooses how much is on the screen, on all devices. */
@customElement('density-picker')
@localized()
export class DensityPicker extends SignalWatcher(LitElement) {
  static override styles = [base, controls, sheet(styles)];

  @consume({ context: preferencesContext })
  preferences!: PreferenceStore;

  protected override render(): TemplateResult {
    const chosen = this.preferences.value.value.density ?? 'comfortable';
    const densities: [NonNullable<Preferences['density']>, string][] = [
      ['comfortable', msg('Comfortable')],
      ['compact', msg('Compact')],
    ];
    return renderChoice({
      legend: msg('Density'),
      name: 'density',
      options: densities,
      chosen,
      choose: (density) => emit(this, 'preferences-change', { density }),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'density-picker': DensityPicker;
  }
}
