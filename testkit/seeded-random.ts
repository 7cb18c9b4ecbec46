import { randomInt } from 'node:crypto';

/** Reproducible random numbers from 0 to 1: set SEED to the printed seed to repeat a run. */
export function seededRandom(): { seed: number; random: () => number } {
  const seed = Number(process.env['SEED'] ?? randomInt(2 ** 31));
  let state = seed;
  const random = () => {
    // Mulberry32: small, and good enough for shuffling.
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { seed, random };
}
