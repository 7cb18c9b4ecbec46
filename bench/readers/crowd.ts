import { backoff } from '../../frontend/src/state/backoff.ts';
import { now } from './clock.ts';
import { LatencyRecorder } from './latencies.ts';
import { MarkFinder, numberAt } from './marks.ts';
import { EVENT_MARK, ID_MARK, SENT_MARK, type Latencies, type Report, type StreamSource } from './protocol.ts';
import { openStream } from './stream.ts';

/** Streams that are opened at a time, except when they resume: then all come at once. */
const OPENING_AT_ONCE = 50;

/** Many streams, read by one process. */
export class Crowd {
  readonly #report: (report: Report) => void;
  #wanted = 0;
  #live = 0;
  #opening = 0;
  readonly #waiting: (() => void)[] = [];
  #eventsPerRound = 0;
  #left = 0;
  #first = 0;
  readonly #latencies = new LatencyRecorder();

  constructor(report: (report: Report) => void) {
    this.#report = report;
  }

  open({ url, tokens, resumes, mark = EVENT_MARK }: StreamSource): void {
    this.#wanted += tokens.length;
    for (const token of tokens) {
      const stream = { url: new URL(url), token, resumes, mark, failures: -1, lastEventId: undefined };
      this.#waiting.push(() => this.#read(stream));
    }
    this.#openWaiting();
  }

  rounds(events: number): void {
    this.#eventsPerRound = events;
    this.#left = events * this.#wanted;
    this.#report({ report: 'ready' });
  }

  takeLatencies(): Latencies {
    return this.#latencies.take();
  }

  #openWaiting(): void {
    while (this.#opening < OPENING_AT_ONCE) {
      const open = this.#waiting.shift();
      if (!open) return;
      this.#opening++;
      open();
    }
  }

  #read(stream: Resumable): void {
    let live = false;
    const finders = [
      new MarkFinder(stream.mark, () => this.#count()),
      new MarkFinder(SENT_MARK, (bytes, end) => this.#latencies.record(numberAt(bytes, end))),
      new MarkFinder(ID_MARK, (bytes, end) => (stream.lastEventId = numberAt(bytes, end))),
    ];
    openStream({
      ...stream,
      onLive: () => {
        live = true;
        if (stream.failures === -1) this.#opening--;
        stream.failures = 0;
        if (++this.#live === this.#wanted) this.#report({ report: 'live', at: now() });
        this.#openWaiting();
      },
      onBytes: (bytes) => {
        for (const finder of finders) finder.take(bytes);
      },
      onEnd: (why) => {
        if (live) this.#live--;
        if (stream.resumes && stream.failures !== -1) this.#resume(stream, live);
        else this.#report({ report: 'failed', why: `a stream of ${stream.url.href} broke: ${why}` });
      },
    });
  }

  /** Like the page: almost at once after a good stream, later after a refusal. */
  #resume(stream: Resumable, wasLive: boolean): void {
    if (!wasLive) stream.failures++;
    setTimeout(() => this.#read(stream), backoff(wasLive ? -1 : stream.failures));
  }

  #count(): void {
    if (this.#eventsPerRound === 0) return;
    const size = this.#eventsPerRound * this.#wanted;
    if (this.#left === size) this.#first = now();
    if (--this.#left > 0) return;
    this.#left = size;
    this.#report({ report: 'round', first: this.#first, last: now() });
  }
}

interface Resumable {
  url: URL;
  token: string;
  resumes: boolean;
  mark: string;
  lastEventId: number | undefined;
  /** Events since it was live; -1 before it ever was. */
  failures: number;
}
