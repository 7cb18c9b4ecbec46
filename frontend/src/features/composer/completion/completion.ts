import { msg, str } from '@lit/localize';
import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { insert } from '../insert.ts';
import { nextIndex } from '../../../ui/menu-button.ts';
import { findQuery, type Sign } from './query.ts';

const LIST_ID = 'suggestions';

/** What can be inserted after a sign. */
export interface Suggestion {
  key: string;
  /** What is inserted in place of the sign and what was typed after it. */
  inserted: string;
  render: () => TemplateResult;
  /** Called when it was chosen. */
  choose?: () => void;
}

/** What is suggested after one sign. */
export interface SuggestionSource {
  sign: Sign;
  label: () => string;
  find: (query: string) => readonly Suggestion[];
}

interface Open {
  source: SuggestionSource;
  /** Where the sign stands. */
  start: number;
  found: readonly Suggestion[];
  active: number;
}

/** Suggests what may follow a sign in a field: arrow keys choose, Enter or Tab insert, Escape closes. */
export class Completion implements ReactiveController {
  readonly #host: LitElement;
  readonly #area: () => HTMLTextAreaElement;
  readonly #sources: readonly SuggestionSource[];
  #open: Open | undefined;
  /** The sign whose list was closed, by Escape or a choice. */
  #dismissed: number | undefined;
  #attached: HTMLTextAreaElement | undefined;

  constructor(host: LitElement, area: () => HTMLTextAreaElement, sources: readonly SuggestionSource[]) {
    this.#host = host;
    this.#area = area;
    this.#sources = sources;
    host.addController(this);
  }

  hostUpdated(): void {
    const area = this.#area();
    if (this.#attached !== area) this.#attach(area);
    const { active } = this.#open ?? {};
    area.setAttribute('aria-autocomplete', 'list');
    setOrRemove(area, 'aria-controls', this.#open && LIST_ID);
    setOrRemove(area, 'aria-activedescendant', active === undefined ? undefined : `suggestion-${active}`);
    this.#host.shadowRoot?.querySelector('.suggestion[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  /** Called when more may be found than before. */
  refresh(): void {
    if (this.#attached?.matches(':focus')) this.#look();
  }

  /** The suggestions, above the field. */
  render(): TemplateResult {
    const { found = [], active, source } = this.#open ?? {};
    const count = found.length;
    return html`<div class="completion" ?hidden=${count === 0}>
        <ul id=${LIST_ID} role="listbox" aria-label=${source?.label() ?? nothing}>
          ${repeat(
            found,
            ({ key }) => key,
            (suggestion, index) => this.#renderSuggestion(suggestion, index, index === active),
          )}
        </ul>
      </div>
      <p class="visually-hidden" role="status">${count > 0 ? msg(str`${count} suggestions`) : nothing}</p>`;
  }

  #renderSuggestion(suggestion: Suggestion, index: number, active: boolean): TemplateResult {
    return html`<li
      id="suggestion-${index}"
      class="suggestion"
      role="option"
      aria-selected=${active ? 'true' : 'false'}
      @mousedown=${(event: Event) => event.preventDefault()}
      @click=${() => this.#choose(suggestion)}
    >
      ${suggestion.render()}
    </li>`;
  }

  #attach(area: HTMLTextAreaElement): void {
    this.#attached = area;
    for (const event of ['input', 'click', 'keyup']) area.addEventListener(event, () => this.#look());
    area.addEventListener('blur', () => this.#close());
    // Before the composer's own keys: Enter sends only while nothing is suggested.
    area.addEventListener('keydown', (event) => this.#key(event), { capture: true });
  }

  #look(): void {
    const asked = this.#asked();
    if (asked?.start !== this.#dismissed) this.#dismissed = undefined;
    const found = asked && this.#dismissed === undefined ? asked.source.find(asked.query) : [];
    if (!asked || found.length === 0) {
      this.#close();
      return;
    }
    const { source, start } = asked;
    const before = this.#open;
    // Those that are found later do not move the choice.
    const active = before?.start === start ? found.findIndex(({ key }) => key === before.found[before.active]?.key) : 0;
    this.#open = { source, start, found, active: Math.max(0, active) };
    this.#host.requestUpdate();
  }

  /** The sign nearest before the caret. */
  #asked(): { source: SuggestionSource; start: number; query: string } | undefined {
    const { value, selectionStart, selectionEnd } = this.#area();
    if (selectionStart !== selectionEnd) return undefined;
    const asked = this.#sources.flatMap((source) => {
      const typed = findQuery(value, selectionStart, source.sign);
      return typed ? [{ source, ...typed }] : [];
    });
    return asked.toSorted((one, other) => other.start - one.start)[0];
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = undefined;
    this.#host.requestUpdate();
  }

  #key(event: KeyboardEvent): void {
    const open = this.#open;
    if (!open || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const suggestion = open.found[open.active];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      this.#open = { ...open, active: nextIndex(event.key, open.active, open.found.length) ?? 0 };
      this.#host.requestUpdate();
    } else if ((event.key === 'Enter' || event.key === 'Tab') && suggestion) this.#choose(suggestion);
    else if (event.key === 'Escape') {
      this.#dismissed = open.start;
      this.#close();
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #choose(suggestion: Suggestion): void {
    const area = this.#area();
    if (!this.#open) return;
    const { start } = this.#open;
    suggestion.choose?.();
    area.focus();
    area.setSelectionRange(start, area.selectionEnd);
    this.#dismissed = start;
    this.#open = undefined;
    insert(`${suggestion.inserted} `);
    this.#close();
    this.#host.requestUpdate();
  }
}

function setOrRemove(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value);
}
