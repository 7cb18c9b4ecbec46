/** What the load generator is told to do, and what it tells of it. */

/** New messages, each client under a token of its own. */
export interface Posts {
  kind: 'posts';
  /** As many clients as tokens. */
  tokens: string[];
}

/** Pages, read by one client one after the other, again and again. */
export interface Pages {
  kind: 'pages';
  token: string;
  paths: string[];
}

export interface Job {
  /** http://host:port, and a path before the service's own where there is one. */
  url: string;
  requests: Posts | Pages;
  seconds: number;
  /** Requests a second, at even distances whatever becomes of them; without it each client sends after its answer. */
  rate?: number;
}

export interface Result {
  requests: number;
  /** Answers a second. */
  rate: number;
  /** Milliseconds; with a constant rate from the time at which the request was due. */
  p50: number;
  p99: number;
  /** Microseconds of the generator's own CPU a request: what it takes away from the machine. */
  generatorCpu: number;
}

export type Reply = { result: Result } | { error: string };
