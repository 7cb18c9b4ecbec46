import { ContextConsumer } from '@lit/context';
import { msg, str } from '@lit/localize';
import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Mention } from '../../../api/types.ts';
import { search } from '../../../text/match.ts';
import { avatar } from '../../../ui/avatar.ts';
import { insert } from '../insert.ts';
import { peopleIcon } from '../../../ui/icons.ts';
import { nextIndex } from '../../../ui/menu-button.ts';
import { mentionableContext } from '../../contexts.ts';
import { EVERYBODY, findQuery, mentionsIn, type Mentionable } from './mention-text.ts';

/** The most people to suggest. */
const SUGGESTED = 8;
const LIST_ID = 'mention-list';

interface Open {
  /** Where the `@` stands. */
  start: number;
  found: readonly Mentionable[];
  active: number;
}

/**
 * Suggests people after an `@` in a field: arrow keys choose, Enter or Tab insert, Escape closes. Knows whom the text
 * mentions.
 */
export class MentionCompletion implements ReactiveController {
  readonly #host: LitElement;
  readonly #area: () => HTMLTextAreaElement;
  readonly #people: ContextConsumer<typeof mentionableContext, LitElement>;
  /** Who was chosen from the list, by the name that was inserted. */
  readonly #chosen = new Map<string, Mentionable>();
  #open: Open | undefined;
  /** The `@` whose list was closed, by Escape or a choice. */
  #dismissed: number | undefined;
  #attached: HTMLTextAreaElement | undefined;

  constructor(host: LitElement, area: () => HTMLTextAreaElement) {
    this.#host = host;
    this.#area = area;
    this.#people = new ContextConsumer(host, { context: mentionableContext, subscribe: true });
    host.addController(this);
  }

  hostUpdated(): void {
    const area = this.#area();
    if (this.#attached !== area) this.#attach(area);
    const { active } = this.#open ?? {};
    area.setAttribute('aria-autocomplete', 'list');
    setOrRemove(area, 'aria-controls', this.#open && LIST_ID);
    setOrRemove(area, 'aria-activedescendant', active === undefined ? undefined : `mention-${active}`);
    this.#host.shadowRoot?.querySelector('.mentionable[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  /** Whom a text mentions. */
  mentions(text: string): Mention[] {
    return mentionsIn(text, this.#all(), this.#chosen);
  }

  /** The suggestions, above the field. */
  render(): TemplateResult {
    const { found = [], active } = this.#open ?? {};
    const count = found.length;
    return html`<div class="completion" ?hidden=${count === 0}>
        <ul id=${LIST_ID} role="listbox" aria-label=${msg('People to mention')}>
          ${repeat(
            found,
            ({ sub }) => sub ?? EVERYBODY,
            (person, index) => this.#renderPerson(person, index, index === active),
          )}
        </ul>
      </div>
      <p class="visually-hidden" role="status">${count > 0 ? msg(str`${count} suggestions`) : nothing}</p>`;
  }

  /** Whom a text will notify. */
  renderNotified(text: string): TemplateResult {
    const names = this.mentions(text).map(({ sub, as }) => (sub === undefined ? msg('everybody in the room') : as));
    const list = names.join(', ');
    return html`<p class="notifies" role="status">${names.length > 0 ? msg(str`Notifies ${list}`) : nothing}</p>`;
  }

  #renderPerson(person: Mentionable, index: number, active: boolean): TemplateResult {
    const { sub, name, online } = person;
    return html`<li
      id="mention-${index}"
      class="mentionable"
      role="option"
      aria-selected=${active ? 'true' : 'false'}
      @mousedown=${(event: Event) => event.preventDefault()}
      @click=${() => this.#choose(person)}
    >
      ${sub === undefined ? peopleIcon : avatar(sub, name)}
      <span class="name" dir="auto">${name}</span>
      <small>${sub === undefined ? msg('everybody in the room') : online ? msg('Online') : nothing}</small>
    </li>`;
  }

  #all(): readonly Mentionable[] {
    return this.#people.value?.() ?? [];
  }

  #attach(area: HTMLTextAreaElement): void {
    this.#attached = area;
    for (const event of ['input', 'click', 'keyup']) area.addEventListener(event, () => this.#look());
    area.addEventListener('blur', () => this.#close());
    // Before the composer's own keys: Enter sends only while nothing is suggested.
    area.addEventListener('keydown', (event) => this.#key(event), { capture: true });
  }

  #look(): void {
    const { value, selectionStart, selectionEnd } = this.#area();
    const typed = selectionStart === selectionEnd ? findQuery(value, selectionStart) : undefined;
    if (typed?.start !== this.#dismissed) this.#dismissed = undefined;
    const found =
      typed && this.#dismissed === undefined
        ? search(this.#all(), typed.query, ({ name }) => name, SUGGESTED).map(({ item }) => item)
        : [];
    if (!typed || found.length === 0) {
      this.#close();
      return;
    }
    const same = this.#open?.start === typed.start && this.#open.found.length === found.length;
    this.#open = { start: typed.start, found, active: same ? (this.#open?.active ?? 0) : 0 };
    this.#host.requestUpdate();
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = undefined;
    this.#host.requestUpdate();
  }

  #key(event: KeyboardEvent): void {
    const open = this.#open;
    if (!open || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const person = open.found[open.active];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      this.#open = { ...open, active: nextIndex(event.key, open.active, open.found.length) ?? 0 };
      this.#host.requestUpdate();
    } else if ((event.key === 'Enter' || event.key === 'Tab') && person) this.#choose(person);
    else if (event.key === 'Escape') {
      this.#dismissed = open.start;
      this.#close();
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #choose(person: Mentionable): void {
    const area = this.#area();
    if (!this.#open) return;
    this.#chosen.set(person.name, person);
    area.focus();
    area.setSelectionRange(this.#open.start, area.selectionEnd);
    this.#dismissed = this.#open.start;
    this.#open = undefined;
    insert(`@${person.name} `);
    this.#close();
    this.#host.requestUpdate();
  }
}

function setOrRemove(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value);
}
