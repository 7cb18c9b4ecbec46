/** Above this ratio between the greatest and the smallest value a linear scale hides the smallest. */
const LINEAR_UP_TO = 20;

export interface Scale {
  isLogarithmic: boolean;
  /** From 0 to 1. */
  at: (value: number) => number;
}

/**
 * For positive values; the logarithmic scale begins at the power of ten below the smallest, so that every bar is
 * visible.
 */
export function scaleFor(values: readonly number[]): Scale {
  const positive = values.filter((value) => value > 0);
  const greatest = Math.max(...positive);
  const smallest = Math.min(...positive);
  if (greatest / smallest <= LINEAR_UP_TO) return { isLogarithmic: false, at: (value) => value / greatest };
  const begin = 10 ** (Math.ceil(Math.log10(smallest)) - 1);
  return {
    isLogarithmic: true,
    at: (value) => Math.max(0, Math.log(value / begin) / Math.log(greatest / begin)),
  };
}
