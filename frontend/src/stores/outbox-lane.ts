import { isPassing, type Failure, type Result } from '../api/result.ts';
import type { Message } from '../api/types.ts';
import { backoff } from '../state/backoff.ts';
import type { Later } from '../state/timer.ts';
import type { QueuedMessage, Wait } from './entry.ts';
import { GENERAL } from './general.ts';

interface LaneOptions {
  /** The message to send next, if this tab is to send one. */
  next: () => QueuedMessage | undefined;
  send: (item: QueuedMessage) => Promise<Result<Message>>;
  /** It was accepted, or refused for good. */
  onSettled: (item: QueuedMessage, result: Result<Message>) => void;
  /** Whether the lane waits has changed. */
  onChanged: () => void;
  /** Whether the server is reachable by other requests. */
  connected: () => boolean;
  now: () => number;
  later: Later;
}

/** The maximum number of failures: a message that always fails must not block the others. */
const MOST_ERRORS = 5;
/** How often a message for an unknown room is sent again: during an update, a replica of the release before knows none. */
const MOST_DOUBTS = 3;

/** Sends the messages of one room in their order, one at a time, each until it is accepted or refused. */
export class OutboxLane {
  /** The last attempt got no response: queued messages are waiting, not being sent. */
  stalled: Wait | undefined;
  readonly #options: LaneOptions;
  #running = false;
  #stopped = false;
  #failures = 0;
  /** The number of consecutive server failures for the first message in the queue. */
  #errors = 0;
  /** How often the first message in the queue was refused for its room. */
  #doubts = 0;
  #cancel: (() => void) | undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  send(): void {
    if (this.#stopped || this.#running || this.#cancel) return;
    const item = this.#options.next();
    if (!item) return;
    this.#running = true;
    void this.#options.send(item).then((result) => {
      this.#running = false;
      this.#settle(item, result);
    });
  }

  /** Retries immediately: the connection is restored. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.send();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #settle(item: QueuedMessage, result: Result<Message>): void {
    this.#failures = result.ok ? 0 : this.#failures + 1;
    this.#errors = !result.ok && this.#isAboutMessage(result.failure) ? this.#errors + 1 : 0;
    this.#doubts = !result.ok && isDoubtful(item, result.failure) ? this.#doubts + 1 : 0;
    this.stalled = undefined;
    if (this.#doubts > 0 && this.#doubts <= MOST_DOUBTS) {
      this.#cancel = this.#options.later(() => this.flush(), backoff(this.#doubts));
    } else if (!result.ok && isPassing(result.failure) && this.#errors < MOST_ERRORS) {
      this.#waitAfter(result.failure);
    } else {
      if (!result.ok) [this.#errors, this.#doubts] = [0, 0];
      this.#options.onSettled(item, result);
    }
    this.#options.onChanged();
  }

  #waitAfter({ kind, retryAfter }: Failure): void {
    const milliseconds = backoff(this.#failures, retryAfter);
    this.stalled = { kind, until: this.#options.now() + milliseconds };
    this.#cancel = this.#options.later(() => this.flush(), milliseconds);
  }

  /** A firewall may always block one text; a captive portal answers every request until somebody logs in there. */
  #isAboutMessage({ kind }: Failure): boolean {
    return kind === 'internal' || (kind === 'unknown' && this.#options.connected());
  }
}

/** Refused for the room, which another replica may know. */
function isDoubtful({ room }: QueuedMessage, { status }: Failure): boolean {
  return room !== GENERAL && (status === 400 || status === 404);
}
