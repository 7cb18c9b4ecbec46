/** A server that takes the same posts as the product, for comparison. */
export interface Baseline {
  name: string;
  url: string;
  tokens: string[];
  /** Process id of the server that takes the posts. */
  pid: number;
  /** Process ids of everything that works for it. */
  allPids: () => Promise<number[]>;
}
