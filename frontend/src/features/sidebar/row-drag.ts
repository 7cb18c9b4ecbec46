import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Where a row is dropped: in this section, before this room or at its end. */
export interface Drop {
  section: string;
  before: string | undefined;
}

interface Options {
  scroller: () => HTMLElement | null;
  /** Whether the room may stand in the section. */
  accepts: (room: string, section: string) => boolean;
  onDrop: (room: string, drop: Drop) => void;
}

/** Rows are dragged to another place in the list. A line shows where one would be; nothing is rendered meanwhile. */
export class RowDrag implements ReactiveController {
  readonly #options: Options;
  #room: string | undefined;
  #line: HTMLElement | undefined;

  constructor(host: ReactiveControllerHost, options: Options) {
    this.#options = options;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.end();
  }

  readonly begin = (event: DragEvent): void => {
    const row = (event.target as Element).closest<HTMLElement>('.row[data-room]');
    this.#room = row?.dataset['room'];
    if (this.#room !== undefined && event.dataTransfer) event.dataTransfer.effectAllowed = 'all';
  };

  readonly over = (event: DragEvent): void => {
    const found = this.#find(event);
    if (!found || !event.dataTransfer) {
      this.#hideLine();
      return;
    }
    event.preventDefault();
    // The page refuses drops elsewhere.
    event.stopPropagation();
    event.dataTransfer.dropEffect = 'move';
    this.#showLine(found.y);
  };

  readonly drop = (event: DragEvent): void => {
    const [room, found] = [this.#room, this.#find(event)];
    this.end();
    if (room === undefined || !found) return;
    event.preventDefault();
    event.stopPropagation();
    this.#options.onDrop(room, found.drop);
  };

  readonly end = (): void => {
    this.#room = undefined;
    this.#hideLine();
  };

  #find({ target, clientY }: DragEvent): { drop: Drop; y: number } | undefined {
    const section = (target as Element).closest<HTMLElement>('section[data-section]');
    const id = section?.dataset['section'];
    if (!section || id === undefined || this.#room === undefined) return undefined;
    if (!this.#options.accepts(this.#room, id)) return undefined;
    const rows = [...section.querySelectorAll<HTMLElement>('.row[data-room]')];
    const boxes = rows.map((row) => row.getBoundingClientRect());
    const at = boxes.findIndex(({ top, bottom }) => clientY < (top + bottom) / 2);
    const y = at < 0 ? section.getBoundingClientRect().bottom : (boxes[at]?.top ?? 0);
    return { drop: { section: id, before: rows[at]?.dataset['room'] }, y };
  }

  #showLine(y: number): void {
    const scroller = this.#options.scroller();
    if (!scroller) return;
    this.#line ??= document.createElement('div');
    this.#line.className = 'drop-line';
    this.#line.style.top = `${y - scroller.getBoundingClientRect().top + scroller.scrollTop}px`;
    if (!this.#line.isConnected) scroller.append(this.#line);
  }

  #hideLine(): void {
    this.#line?.remove();
  }
}
