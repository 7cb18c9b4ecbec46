import { SERVICES, type ServiceName } from '../../services/services.ts';
import type { Replica } from '../../testkit/replica.ts';
import type { Run } from '../suite.ts';
import { metric, type Metric } from '../metric.ts';
import { startReplica, type ReplicaOptions } from '../product.ts';
import { Readers } from '../readers/readers.ts';
import { Pod } from '../support/pod.ts';

const LIMIT_BYTES = 256 * 1024 * 1024;
const READY_MS = 10_000;
/** Streams that are opened at a time. */
const STREAMS_AT_ONCE = 500;

/** Prefix of the metrics' names. */
export function limitedName(service: ServiceName): string {
  return `${SERVICES[service].process} within 200m CPU and 256 MiB`;
}

/** A replica within a pod's limits. */
export interface Limited {
  replica: Replica;
  /** Milliseconds from its start until /ready answered 200. */
  ready: number;
  pod: Pod;
}

/**
 * Undefined if processes cannot be limited here. PostgreSQL, the other services and the load have the rest of the
 * machine.
 */
export async function startLimited(
  run: Run,
  service: ServiceName,
  options: ReplicaOptions,
): Promise<Limited | undefined> {
  const pod = await Pod.make(`chat-bench-${process.pid}-${service}`);
  if (!pod) return undefined;
  run.cleanup.add(() => pod.remove());
  const began = performance.now();
  const replica = await startReplica(run, service, { ...options, started: (pid) => pod.add(pid) });
  return { replica, ready: performance.now() - began, pod };
}

export function readyMetric(service: ServiceName, { ready }: Limited): Metric {
  return metric({
    metric: `${limitedName(service)}: from start to ready`,
    value: ready,
    unit: 'ms',
    target: { of: 'value', is: '≤', bound: READY_MS },
  });
}

/** @param load what it did meanwhile: "5,000 live streams" */
export async function memoryMetric(service: ServiceName, { pod }: Limited, load: string): Promise<Metric> {
  return metric({
    metric: `${limitedName(service)}: most memory, the kernel's for its sockets included, ${load}`,
    value: await pod.peakMemory(),
    unit: 'bytes',
    target: { of: 'value', is: '≤', bound: LIMIT_BYTES },
  });
}

/** Opens the given number of streams, spread over the tokens; resolves when all are live. */
export async function openStreams(run: Run, url: string, tokens: string[], streams: number): Promise<Readers> {
  const readers = new Readers(run);
  const all = Array.from({ length: streams }, (_, index) => tokens[index % tokens.length] ?? '');
  for (let open = 0; open < streams; open += STREAMS_AT_ONCE) {
    await readers.open({ url, tokens: all.slice(open, open + STREAMS_AT_ONCE), resumes: false });
  }
  return readers;
}
