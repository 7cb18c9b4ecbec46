/** The load generator's jobs and its reports. */

/** New messages, each client under a token of its own. */
export interface Posts {
  kind: 'posts';
  /** As many clients as tokens. */
  tokens: string[];
}

/** Pages, read by one client, one after the other, in a loop. */
export interface Pages {
  kind: 'pages';
  token: string;
  paths: string[];
}

export interface Job {
  /** http://host:port, with a path prefix if there is one. */
  url: string;
  requests: Posts | Pages;
  seconds: number;
  /** Requests per second, evenly spaced (an open loop); without it each client sends as soon as it is answered. */
  rate?: number;
}

export interface Result {
  requests: number;
  /** Responses per second. */
  rate: number;
  /** Milliseconds; with a constant rate, from the time at which the request was due. */
  p50: number;
  p99: number;
  /** Microseconds of the generator's own CPU per request: what it takes from the machine. */
  generatorCpu: number;
}

export type Reply = { result: Result } | { error: string };
