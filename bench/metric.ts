/** One metric of the benchmark: what was measured, and its baseline in the same run. */
export interface Metric {
  /** Its name for readers: "durable sends/s, 64 clients". */
  metric: string;
  value: number;
  /** Of both values: "1/s", "µs", "ms", "bytes". */
  unit: string;
  /** The baseline; null if there is none. */
  against: string | null;
  /** Null also if the baseline could not be measured. */
  againstValue: number | null;
  /** value / againstValue; null if there is no baseline. */
  ratio: number | null;
  /**
   * The target, in words that a reader checks the ratio or the value against ("ratio ≥ 30", "value < 50"); null if none
   * is set.
   */
  target: string | null;
  /** null if no target is set. */
  reached: boolean | null;
}

type Bound = { of: 'ratio' | 'value'; is: '≥' | '≤' | '<'; bound: number };

interface Measured {
  metric: string;
  value: number;
  unit: string;
  /** Has no value if it could not be measured here; the name says why. */
  against?: { name: string; value: number | null };
  target?: Bound;
}

/** Completes a metric: the ratio, and whether the target is reached. */
export function metric({ against, target, ...measured }: Measured): Metric {
  const ratio = against && against.value !== null ? measured.value / against.value : null;
  const tested = target?.of === 'ratio' ? ratio : measured.value;
  return {
    ...measured,
    against: against?.name ?? null,
    againstValue: against?.value ?? null,
    ratio,
    target: target ? `${target.of} ${target.is} ${target.bound}` : null,
    reached: target && tested !== null ? holds(tested, target) : null,
  };
}

function holds(tested: number, { is, bound }: Bound): boolean {
  if (is === '≥') return tested >= bound;
  return is === '≤' ? tested <= bound : tested < bound;
}
