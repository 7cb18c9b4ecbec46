/** Orders to the readers' process. */
export type Order =
  | { order: 'open'; streams: StreamSource }
  /** From now on each round brings this many events to every stream. */
  | { order: 'rounds'; events: number }
  | { order: 'latencies' };

export interface StreamSource {
  /** Of the events: `http://127.0.0.1:5001/events`. */
  url: string;
  /** One for each stream. */
  tokens: string[];
  /** Whether a broken stream is reopened from its last event, as the page does; otherwise it is an error. */
  resumes: boolean;
  /** What each event has once; without it that of message-service. */
  mark?: string;
}

/** Its reports. Times are those of `now()`. */
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
/** In a message's text, followed by the time at which it was due, by `now()`. */
export const SENT_MARK = 'sent at ';
