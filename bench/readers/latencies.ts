import { createHistogram } from 'node:perf_hooks';
import { now } from './clock.ts';
import type { Latencies } from './protocol.ts';

/** Collects the latency of each event. */
export class LatencyRecorder {
  #histogram = createHistogram();

  /** An event has arrived. */
  record(sent: number): void {
    this.#histogram.record(Math.max(1, now() - sent));
  }

  /** Of all events since the last call. */
  take(): Latencies {
    const taken = this.#histogram;
    this.#histogram = createHistogram();
    const milliseconds = (percent: number) => taken.percentile(percent) / 1000;
    return { events: taken.count, p50: milliseconds(50), p99: milliseconds(99), p999: milliseconds(99.9) };
  }
}
