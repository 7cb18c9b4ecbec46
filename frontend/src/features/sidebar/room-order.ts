import { msg, str } from '@lit/localize';
import type { LitElement, ReactiveController } from 'lit';
import type { Preferences } from '../../api/types.ts';
import { DIRECT, isChosen, moveSection, placeRoom, sectionsOf } from '../../stores/arrangement.ts';
import { downIcon, upIcon } from '../../ui/icons.ts';
import type { MenuGroup } from '../../ui/menu-button.ts';
import { emit } from '../events.ts';
import { sectionName } from './place-menu.ts';
import { RowDrag, type Drop } from './row-drag.ts';
import { directionOf } from './row-keys.ts';
import { movedBefore, movedBy, type Section } from './sections.ts';

interface Options {
  /** As they are shown. */
  sections: () => readonly Section[];
  preferences: () => Preferences;
  scroller: () => HTMLElement | null;
}

/** The user puts rooms and sections in order: by dragging, by keys and by menu. What a key has moved is announced. */
export class RoomOrder implements ReactiveController {
  readonly drag: RowDrag;
  announcement = '';
  readonly #host: LitElement;
  readonly #options: Options;
  /** What a key has moved: its element has the focus again where it is now. */
  #moved: { selector: string } | undefined;

  constructor(host: LitElement, options: Options) {
    this.#host = host;
    this.#options = options;
    this.drag = new RowDrag(host, {
      scroller: options.scroller,
      accepts: (room, section) => this.#accepts(room, section),
      onDrop: (room, drop) => this.#drop(room, drop),
    });
    host.addController(this);
  }

  hostUpdated(): void {
    if (!this.#moved) return;
    const element = this.#options.scroller()?.querySelector<HTMLElement>(this.#moved.selector);
    element?.focus();
    element?.scrollIntoView({ block: 'nearest' });
    this.#moved = undefined;
  }

  /** Alt with Up or Down moves the row or the heading that has the focus. Returns whether the key was one of these. */
  key(event: KeyboardEvent): boolean {
    const by = directionOf(event);
    const focused = this.#host.shadowRoot?.activeElement;
    if (by === undefined || !(focused instanceof HTMLElement)) return false;
    const room = focused.dataset['room'];
    const section = focused.closest<HTMLElement>('section')?.dataset['section'];
    if (room !== undefined) this.#moveRoom(room, by);
    else if (section !== undefined && focused.matches('.fold')) this.#moveSection(section, by);
    else return false;
    event.preventDefault();
    return true;
  }

  /** The ways up and down that a room has in its section. */
  group(room: string): MenuGroup {
    const rooms = this.#sectionOf(room)?.rooms ?? [];
    const [up, down] = [movedBy(rooms, room, -1), movedBy(rooms, room, 1)];
    return {
      items: [
        ...(up ? [{ label: msg('Move up'), icon: upIcon, run: () => this.#moveRoom(room, -1) }] : []),
        ...(down ? [{ label: msg('Move down'), icon: downIcon, run: () => this.#moveRoom(room, 1) }] : []),
      ],
    };
  }

  #accepts(room: string, section: string): boolean {
    const kind = this.#sectionOf(room)?.rooms.find(({ id }) => id === room)?.kind;
    return isChosen(section) || (kind === 'direct') === (section === DIRECT);
  }

  #drop(room: string, { section, before }: Drop): void {
    if (before === room) return;
    const rooms = this.#options.sections().find(({ id }) => id === section)?.rooms ?? [];
    this.#change(placeRoom(this.#options.preferences(), room, section, movedBefore(rooms, room, before)));
  }

  #moveRoom(room: string, by: -1 | 1): void {
    const section = this.#sectionOf(room);
    const order = movedBy(section?.rooms ?? [], room, by);
    if (!section || !order) return;
    this.#moved = { selector: `.row[data-room="${CSS.escape(room)}"]` };
    this.#change(placeRoom(this.#options.preferences(), room, section.id, order));
    this.#announce(order.indexOf(room), order.length, sectionName(section));
  }

  #moveSection(id: string, by: -1 | 1): void {
    const preferences = this.#options.preferences();
    const changes = moveSection(preferences, id, by);
    if (!changes) return;
    this.#moved = { selector: `[data-section="${CSS.escape(id)}"] .fold` };
    this.#change(changes);
    // The favourites are always the first.
    const order = sectionsOf({ ...preferences, ...changes }).slice(1);
    this.#announce(
      order.findIndex((section) => section.id === id),
      order.length,
      msg('the list'),
    );
  }

  #announce(at: number, count: number, list: string): void {
    const position = at + 1;
    this.announcement = msg(str`Moved: ${position} of ${count} in ${list}`);
    this.#host.requestUpdate();
  }

  #change(changes: Preferences): void {
    emit(this.#host, 'preferences-change', changes);
  }

  #sectionOf(room: string): Section | undefined {
    return this.#options.sections().find(({ rooms }) => rooms.some(({ id }) => id === room));
  }
}
