import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Prevents the browser from navigating to a file or link that is dropped on the page. */
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
    // Accept dropped files, so that the page can explain that they cannot be sent.
    event.dataTransfer.dropEffect = holdsFiles(event) ? 'copy' : 'none';
  };

  readonly #drop = (event: DragEvent): void => {
    if (!isOurs(event)) return;
    event.preventDefault();
    if (holdsFiles(event)) this.#onFiles();
  };
}

/** Text dropped on a field is left to the field. */
function isOurs(event: DragEvent): boolean {
  const [target] = event.composedPath();
  return holdsFiles(event) || !(target instanceof Element && target.matches('input, textarea'));
}

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}
