import type { Metric } from '../metric.ts';

/** Three significant digits: more would be noise. */
export function rounded(value: number): string {
  const magnitude = Math.abs(value);
  const digits = magnitude >= 100 || magnitude === 0 ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** "12,300 /s" */
export function quantity(value: number, unit: string): string {
  return `${rounded(value)} ${unit === '1/s' ? '/s' : unit}`;
}

/** A metric as a line of progress. */
export function inWords({ metric, value, unit, against, againstValue, ratio, target, reached }: Metric): string {
  const beside =
    against === null ? '' : `, against ${againstValue === null ? '' : `${quantity(againstValue, unit)} of `}${against}`;
  const times = ratio === null ? '' : `: ${rounded(ratio)} ×`;
  const verdict = { true: ' ✔', false: ' ✘ not reached', null: '' }[String(reached) as 'true' | 'false' | 'null'];
  return `${metric}: ${quantity(value, unit)}${beside}${times}${target === null ? '' : ` (target: ${target}${verdict})`}`;
}
