import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { shortfalls } from '../checks.ts';
import { Person } from '../clients/person.ts';
import { Stream } from '../clients/stream.ts';
import type { Deployment } from '../deployment.ts';
import type { Outcome } from './outcome.ts';

const VISITORS = 4;
/** The pause between two requests: enough load, but not so much that new replicas cannot start. */
const MAX_PAUSE_MS = 80;

/** While everything is replaced under load, every request succeeds, for clients that retry nothing. */
export async function rollingRestartFailsNobody(deployment: Deployment): Promise<Outcome> {
  const visitors = Array.from({ length: VISITORS }, () => new Visitor(deployment.url));
  const over = new AbortController();
  const visiting = Promise.all(visitors.map((visitor) => visitor.comeAndGo(over.signal)));
  try {
    await deployment.rollingRestart();
  } finally {
    over.abort();
    await visiting;
  }
  const requests = visitors.reduce((sum, { successes, failures }) => sum + successes + failures.length, 0);
  const failures = visitors.flatMap((visitor) => visitor.failures);
  return {
    summary: `${requests} requests during a rolling restart of everything, ${failures.length} failed`,
    violations: [...new Set(failures), ...shortfalls({ 'requests during a rolling restart': requests })],
  };
}

/** Logs in, does a bit of everything, logs out, and returns as somebody else. */
class Visitor {
  successes = 0;
  readonly failures: string[] = [];
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async comeAndGo(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // A connection of its own for each request: a kept-alive one could be closed by the gateway at the same moment.
      const person = await this.#count('login', Person.logIn(this.#url, { freshConnections: true }));
      if (person) await this.#visit(person);
    }
  }

  async #visit({ api, session }: Person): Promise<void> {
    await this.#count('connect', api.POST('/users/connect'));
    for (let count = 0; count < 3; count++) {
      const body = { id: randomUUID(), message: 'Is anybody there?' };
      await this.#count('post', api.POST('/messages', { body }));
      await this.#count('history', api.GET('/messages'));
      await this.#count('online', api.GET('/users/online'));
    }
    for (const path of ['/api/events', '/api/users/events']) {
      const stream = new Stream(this.#url + path, { token: session.token });
      await this.#count(
        path,
        stream.opened.then((status) => ({ response: { ok: status === 200, status } })),
      );
      stream.close();
    }
    await this.#count('sessions', api.GET('/sessions'));
    await this.#count('disconnect', api.POST('/users/disconnect'));
    await this.#count('logout', api.POST('/logout'));
  }

  async #count<T extends Person | Answer>(what: string, asked: Promise<T>): Promise<T | undefined> {
    try {
      const answer = await asked;
      await sleep(Math.random() * MAX_PAUSE_MS);
      if ('response' in answer && !answer.response.ok) {
        throw new Error(`${answer.response.status ?? 'no answer'} ${JSON.stringify(answer.error)}`);
      }
      this.successes++;
      return answer;
    } catch (error) {
      this.failures.push(`${what} failed: ${String(error)}`);
      return undefined;
    }
  }
}

interface Answer {
  response: { ok: boolean; status: number | undefined };
  error?: unknown;
}
