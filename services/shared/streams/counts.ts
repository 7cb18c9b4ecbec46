/** Counts per key and in total. */
export class Counts {
  readonly #byKey = new Map<string, number>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  of(key: string): number {
    return this.#byKey.get(key) ?? 0;
  }

  increment(key: string): void {
    this.#total++;
    this.#byKey.set(key, this.of(key) + 1);
  }

  decrement(key: string): void {
    this.#total--;
    const left = this.of(key) - 1;
    if (left === 0) this.#byKey.delete(key);
    else this.#byKey.set(key, left);
  }
}
