/** Long presses of a finger: Android reports them as `contextmenu`, iOS not at all, so that they are timed too. */
import { later, type Later } from '../../state/timer.ts';

/** As long as the systems' own. */
const HOLD_MS = 500;
/** A finger that rests moves less, in CSS pixels. */
const STILL_PX = 10;

type Point = Pick<PointerEvent, 'clientX' | 'clientY' | 'pointerId' | 'pointerType' | 'isPrimary' | 'target'>;

interface Pressed extends Pick<Point, 'clientX' | 'clientY' | 'pointerId' | 'target'> {
  cancel: () => void;
  done: boolean;
}

export class LongPress {
  /** Returns whether something can be done with what is pressed: the browser's own menu then stays away. */
  readonly #act: (target: EventTarget | null) => boolean;
  readonly #later: Later;
  #pressed: Pressed | undefined;

  constructor(act: (target: EventTarget | null) => boolean, wait: Later = later) {
    this.#act = act;
    this.#later = wait;
  }

  readonly down = (event: Point): void => {
    this.end();
    // A second finger zooms.
    if (event.pointerType !== 'touch' || !event.isPrimary) return;
    const { clientX, clientY, pointerId, target } = event;
    // The target is kept: outside of the shadow root the event names the host afterwards.
    this.#pressed = {
      clientX,
      clientY,
      pointerId,
      target,
      done: false,
      cancel: this.#later(() => this.#hold(), HOLD_MS),
    };
  };

  readonly move = ({ pointerId, clientX, clientY }: Point): void => {
    const pressed = this.#pressed;
    if (pressed?.pointerId !== pointerId) return;
    if (Math.hypot(clientX - pressed.clientX, clientY - pressed.clientY) > STILL_PX) this.end();
  };

  /** The finger scrolls. */
  readonly end = (): void => {
    this.#pressed?.cancel();
    this.#pressed = undefined;
  };

  /** At `touchend`: what has appeared under the finger is not clicked. */
  readonly lift = (event: Pick<TouchEvent, 'preventDefault'>): void => {
    if (this.#pressed?.done) event.preventDefault();
    this.end();
  };

  readonly menu = (event: Pick<PointerEvent, 'preventDefault'>): void => {
    // That of a mouse, or of a key, is the browser's.
    if (this.#pressed && this.#hold()) event.preventDefault();
  };

  /** Acts once per press. */
  #hold(): boolean {
    const pressed = this.#pressed;
    if (!pressed) return false;
    pressed.cancel();
    pressed.done ||= this.#act(pressed.target);
    return pressed.done;
  }
}
