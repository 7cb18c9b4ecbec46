/** One cell of the benchmark: what was measured, and beside what in the same run. */
export interface Figure {
  /** What it is, as a reader would say it: "durable sends/s, 64 clients". */
  figure: string;
  value: number;
  /** Of both values: "1/s", "µs", "ms", "bytes". */
  unit: string;
  /** What stands beside it; null where nothing does. */
  against: string | null;
  /** Null too where it could not be measured. */
  againstValue: number | null;
  /** value / againstValue; null where there is none. */
  ratio: number | null;
  /** What it must reach, in words a reader checks the ratio or the value by ("ratio ≥ 30", "value < 50"); null where none is set. */
  target: string | null;
  /** null where no target is set. */
  reached: boolean | null;
}

type Bound = { of: 'ratio' | 'value'; is: '≥' | '≤' | '<'; bound: number };

interface Measured {
  figure: string;
  value: number;
  unit: string;
  /** Without a value where it could not be measured here; the name says why. */
  against?: { name: string; value: number | null };
  target?: Bound;
}

/** Completes a figure: the ratio, and whether the target is reached. */
export function figure({ against, target, ...measured }: Measured): Figure {
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
