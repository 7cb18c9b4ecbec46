import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Keeps what is dropped on the page from taking its place: a file or a link would be opened instead of the chat. */
export class DropGuard implements ReactiveController {
  readonly #onFiles: () => void;

  /** `onFiles` is called when files are dropped. */
  constructor(host: ReactiveControllerHost, onFiles: () => void) {
    this.#onFiles = onFiles;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('dragover', this.#hover);
    window.addEventListener('drop', this.#drop);
  }

  hostDisconnected(): void {
    window.removeEventListener('dragover', this.#hover);
    window.removeEventListener('drop', this.#drop);
  }

  readonly #hover = (event: DragEvent): void => {
    if (!isOurs(event) || !event.dataTransfer) return;
    event.preventDefault();
    // Files may be let go, so that we can say what becomes of them.
    event.dataTransfer.dropEffect = holdsFiles(event) ? 'copy' : 'none';
  };

  readonly #drop = (event: DragEvent): void => {
    if (!isOurs(event)) return;
    event.preventDefault();
    if (holdsFiles(event)) this.#onFiles();
  };
}

/** Text that is dropped on a field is the field's. */
function isOurs(event: DragEvent): boolean {
  const [target] = event.composedPath();
  return holdsFiles(event) || !(target instanceof Element && target.matches('input, textarea'));
}

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}
