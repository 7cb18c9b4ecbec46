/** What the process of the readers is told. */
export type Order =
  | { order: 'open'; streams: StreamSource }
  /** From now on every stream is to get so many events, again and again: each time a round. */
  | { order: 'rounds'; events: number }
  | { order: 'latencies' };

export interface StreamSource {
  /** Of the events: `http://127.0.0.1:5001/events`. */
  url: string;
  /** One for each stream. */
  tokens: string[];
  /** Whether a stream that breaks is opened again from its last event, as the page does; otherwise that is an error. */
  resumes: boolean;
}

/** What it tells. Times are of `now()`. */
export type Report =
  /** All streams that were asked for are live. */
  | { report: 'live'; at: number }
  | { report: 'ready' }
  /** The last event of a round is there. */
  | { report: 'round'; first: number; last: number }
  | { report: 'latencies'; latencies: Latencies }
  | { report: 'failed'; why: string };

/** Milliseconds from an event's `sentMark` to its arrival, over all streams since they were last asked for. */
export interface Latencies {
  events: number;
  p50: number;
  p99: number;
  p999: number;
}

export const EVENT_MARK = 'event: created';
export const ID_MARK = 'id: ';
/** In a message's text; when it was to be sent, by `now()`, follows. */
export const SENT_MARK = 'sent at ';
