/** Above this distance between the smallest and the greatest value a linear scale shows nothing of the smallest. */
const LINEAR_UP_TO = 20;

export interface Scale {
  isLogarithmic: boolean;
  /** From 0 to 1. */
  at: (value: number) => number;
}

/** For positive values; the logarithmic one begins at the power of ten below the smallest, so that every bar is seen. */
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
