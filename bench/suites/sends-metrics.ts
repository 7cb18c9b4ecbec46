import { HOW_TO_INSTALL_FLASK, OLD_DESIGN } from '../baselines/old-design.ts';
import { metric, type Metric } from '../metric.ts';
import type { Measurement } from '../load/measure.ts';

export const PRODUCT = 'message-service';
export const RELEASE_BEFORE = 'the release before';
export const NODE_HTTP = 'plain node:http, stores nothing';
export const EXPRESS = 'Express alone, stores nothing';

/** Why one was not measured, and what to do. */
const MISSING = new Map([
  [OLD_DESIGN, `Flask is missing (${HOW_TO_INSTALL_FLASK})`],
  [RELEASE_BEFORE, 'this clone does not have it (git fetch --unshallow --tags)'],
]);

/** Keyed by baseline, then by the number of clients. */
export type Measured = Map<string, Map<number, Measurement>>;

/** The targets, at 64 clients. */
const TARGETS = new Map([
  [OLD_DESIGN, 30],
  [NODE_HTTP, 0.3],
  [RELEASE_BEFORE, 0.95],
]);

export function metricsOf(measured: Measured, clientCounts: readonly number[]): Metric[] {
  const of = (title: string, unit: string, key: keyof Measurement, others: string[]) =>
    clientCounts.flatMap((clients) =>
      others.map((other) => {
        const bound = key === 'rate' && clients === 64 ? TARGETS.get(other) : undefined;
        return metric({
          metric: `${title}, ${clients} ${clients === 1 ? 'client' : 'clients'}`,
          value: measured.get(PRODUCT)?.get(clients)?.[key] ?? Number.NaN,
          unit,
          against: beside(measured, other, (values) => values.get(clients)?.[key]),
          ...(bound === undefined ? {} : { target: { of: 'ratio', is: '≥', bound } }),
        });
      }),
    );
  return [
    ...of('durable sends/s', '1/s', 'rate', [RELEASE_BEFORE, NODE_HTTP, EXPRESS, OLD_DESIGN]),
    ...of('CPU of message-service a send', 'µs', 'cpu', [RELEASE_BEFORE, NODE_HTTP, EXPRESS, OLD_DESIGN]),
    ...of('CPU a send, auth-service and PostgreSQL included', 'µs', 'cpuOfAll', [RELEASE_BEFORE, OLD_DESIGN]),
  ];
}

function beside(
  measured: Measured,
  name: string,
  read: (values: Map<number, Measurement>) => number | undefined,
): { name: string; value: number | null } {
  const values = measured.get(name);
  if (!values) return { name: `${name}: not measured, ${MISSING.get(name) ?? ''}`, value: null };
  return { name, value: read(values) ?? null };
}
