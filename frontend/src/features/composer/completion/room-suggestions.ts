import { ContextConsumer } from '@lit/context';
import { msg } from '@lit/localize';
import { html, type LitElement } from 'lit';
import { search } from '../../../text/match.ts';
import { roomLink } from '../../../text/room-links.ts';
import { hashIcon, lockIcon } from '../../../ui/icons.ts';
import { roomListContext } from '../../contexts.ts';
import { roomName } from '../../room/room-names.ts';
import type { Suggestion, SuggestionSource } from './completion.ts';

/** The most rooms to suggest. */
const SUGGESTED = 8;

/** Suggests the user's rooms after a `#`, and inserts a link to the one that is chosen. */
export class RoomSuggestions implements SuggestionSource {
  readonly sign = '#';
  readonly #context: ContextConsumer<typeof roomListContext, LitElement>;

  constructor(host: LitElement) {
    this.#context = new ContextConsumer(host, { context: roomListContext });
  }

  label(): string {
    return msg('Rooms to link to');
  }

  find(query: string): readonly Suggestion[] {
    const rooms = (this.#context.value?.rooms.peek() ?? [])
      .filter(({ kind }) => kind !== 'direct')
      .map((room) => ({ id: room.id, kind: room.kind, name: roomName(room, new Map()) }));
    return search(rooms, query, ({ name }) => name, SUGGESTED).map(({ item: { id, kind, name } }) => ({
      key: id,
      inserted: roomLink(id, name),
      render: () => html`${kind === 'private' ? lockIcon : hashIcon}<span class="name" dir="auto">${name}</span>`,
    }));
  }
}
