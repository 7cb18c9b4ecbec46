import { ContextConsumer } from '@lit/context';
import { msg, str } from '@lit/localize';
import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { readerLocale } from '../../../i18n/locale.ts';
import { formatNumber } from '../../../text/format.ts';
import { search } from '../../../text/match.ts';
import { avatar } from '../../../ui/avatar.ts';
import { peopleIcon } from '../../../ui/icons.ts';
import { mentionableContext } from '../../contexts.ts';
import type { Suggestion, SuggestionSource } from './completion.ts';
import { EVERYBODY, mentionedIn, type Mentionable, type Mentioned } from './mention-text.ts';

/** The most people of the room to suggest, and the most others. */
const [SUGGESTED, OTHERS] = [8, 5];

/** Suggests people after an `@`, those of the room first, and knows whom a text mentions. */
export class PeopleSuggestions implements SuggestionSource {
  readonly sign = '@';
  readonly #context: ContextConsumer<typeof mentionableContext, LitElement>;
  /** Who was chosen from the list, by the name that was inserted. */
  readonly #chosen = new Map<string, Mentionable>();

  /** @param changed is called when other people can be mentioned than before */
  constructor(host: LitElement, changed: () => void) {
    this.#context = new ContextConsumer(host, { context: mentionableContext, subscribe: true, callback: changed });
  }

  label(): string {
    return msg('People to mention');
  }

  find(query: string): readonly Suggestion[] {
    this.#context.value?.search(query);
    const people = this.#people;
    const found = (some: readonly Mentionable[], most: number) =>
      search(some, query, ({ name }) => name, most).map(({ item }) => item);
    return [
      ...found(
        people.filter(({ outside }) => !outside),
        SUGGESTED,
      ),
      ...(query === ''
        ? []
        : found(
            people.filter(({ outside }) => outside),
            OTHERS,
          )),
    ].map((person) => ({
      key: person.sub ?? EVERYBODY,
      inserted: `@${person.name}`,
      render: () => renderPerson(person),
      choose: () => this.#chosen.set(person.name, person),
    }));
  }

  /** Whom a text mentions. */
  mentioned(text: string): Mentioned[] {
    return mentionedIn(text, this.#people, this.#chosen);
  }

  /** Whom a text will notify. */
  renderNotified(text: string): TemplateResult {
    const mentioned = this.mentioned(text);
    const inside = list(mentioned.filter(({ outside }) => !outside).map((each) => this.#describe(each)));
    const outside = list(mentioned.filter((each) => each.outside).map(({ as }) => as));
    return html`<p class="notifies" role="status">
      ${inside === '' ? nothing : html`<span>${msg(str`Notifies ${inside}`)}</span>`}
      ${outside === '' ? nothing : html`<span>${msg(str`Not in this room: ${outside}`)}</span>`}
    </p>`;
  }

  get #people(): readonly Mentionable[] {
    return this.#context.value?.people() ?? [];
  }

  #describe({ sub, as }: Mentioned): string {
    if (sub !== undefined) return as;
    const reach = this.#context.value?.reach;
    return reach === undefined ? msg('everybody') : msg(str`everybody (${formatNumber(reach, readerLocale())})`);
  }
}

function renderPerson({ sub, name, online, outside }: Mentionable): TemplateResult {
  const note =
    sub === undefined ? msg('everybody in the room') : outside ? msg('not in this room') : online ? msg('Online') : '';
  return html`${sub === undefined ? peopleIcon : avatar(sub, name)}
    <span class="name" dir="auto">${name}</span>
    <small>${note}</small>`;
}

const list = (names: readonly string[]): string => names.join(', ');
