/** Keyboard, touch and clipboard input of the rows of a list. */
import type { ReactiveControllerHost } from 'lit';
import { readerLocale } from '../../i18n/locale.ts';
import { MediaQuery } from '../../state/media-query.ts';
import { formatTime } from '../../text/format.ts';
import { emit } from '../events.ts';
import { copiedMessages, type Heading } from './copy-messages.ts';
import { LongPress } from './long-press.ts';
import type { RowContext } from './row-context.ts';
import type { MessageRow } from './rows.ts';

interface Options {
  content: () => HTMLElement;
  /** The message rows that are rendered, by their keys. */
  rows: () => ReadonlyMap<string, MessageRow>;
  context: () => RowContext;
}

export class ListInput {
  /** The row that had the focus last. */
  active: string | undefined;
  readonly press = new LongPress((target) => this.#open(target));
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #options: Options;
  readonly #touch: MediaQuery;

  constructor(host: ReactiveControllerHost & HTMLElement, options: Options) {
    this.#host = host;
    this.#options = options;
    this.#touch = new MediaQuery(host, '(hover: none)');
  }

  readonly focus = ({ target }: FocusEvent): void => {
    const element = target as HTMLElement;
    // A link is a tab stop of its own; its row stays the current one.
    if (element.closest('a')) {
      this.#options.context().folding.reveal(element);
      return;
    }
    this.active = element.closest<HTMLElement>('.message')?.dataset['key'] ?? this.active;
    this.#host.requestUpdate();
  };

  /** The arrow keys move from row to row; Ctrl+A selects the messages, not the page around them. */
  readonly key = (event: KeyboardEvent): void => {
    const rows = this.#options.content();
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    const row = (event.target as HTMLElement).closest<HTMLElement>('.message');
    if (event.key === 'Escape') {
      emit(this.#host, 'composer-wanted');
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      document.getSelection()?.selectAllChildren(rows);
      event.preventDefault();
    } else if (step !== 0 && row) {
      const all = [...rows.querySelectorAll<HTMLElement>('.message')];
      all[all.indexOf(row) + step]?.focus();
      event.preventDefault();
    }
  };

  /** Touch has no hover: a long press on a message opens its actions. */
  #open(target: EventTarget | null): boolean {
    const row = this.#touch.matches ? this.#options.rows().get(pressedKey(target) ?? '') : undefined;
    return row !== undefined && this.#options.context().choose(row);
  }

  /** Copies several messages as a conversation. The browser copies a selection within one message by itself. */
  readonly copy = (event: ClipboardEvent): void => {
    const { shadowRoot } = this.#host;
    const text = shadowRoot ? copiedMessages(shadowRoot, (key) => this.#headingOf(key)) : undefined;
    if (text === undefined || !event.clipboardData) return;
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
  };

  #headingOf(key: string): Heading | undefined {
    const entry = this.#options.rows().get(key)?.entry;
    return entry && { name: this.#options.context().nameOf(entry), time: formatTime(entry.time, readerLocale()) };
  }
}

/** The key of the message that is pressed. Undefined for a link or a button, which have something of their own. */
function pressedKey(target: EventTarget | null): string | undefined {
  const element = target as HTMLElement;
  if (element.closest('a, button')) return undefined;
  return element.closest('.body')?.closest<HTMLElement>('.message')?.dataset['key'];
}
