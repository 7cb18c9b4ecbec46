import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

interface Choice<Value extends string> {
  legend: string;
  name: string;
  options: readonly [Value, string][];
  chosen: Value;
  choose: (value: Value) => void;
  /** For compact layouts. */
  hideLegend?: boolean;
  /** The labels are in the languages that they name. */
  areLanguages?: boolean;
}

/** One of a few options, side by side. The element needs the sheet of `preference-picker.css`. */
export function renderChoice<Value extends string>({
  legend,
  name,
  options,
  chosen,
  choose,
  hideLegend = false,
  areLanguages = false,
}: Choice<Value>): TemplateResult {
  return html`<fieldset>
    <legend class=${hideLegend ? 'visually-hidden' : 'label'}>${legend}</legend>
    <div class="options">
      ${options.map(
        ([value, label]) =>
          html`<label lang=${areLanguages ? value : nothing}>
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
