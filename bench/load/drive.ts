import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../percentile.ts';
import { Connection } from './connection.ts';
import type { Job, Result } from './job.ts';
import { nextRequests, type NextRequest } from './requests.ts';

interface Client {
  connection: Connection;
  next: NextRequest;
}

/** Sends what the job says, and measures. Throws if a response is not a success: then there is nothing to measure. */
export async function drive({ url, requests, seconds, rate }: Job): Promise<Result> {
  const clients = nextRequests(url, requests).map((next) => ({ connection: new Connection(url), next }));
  const cpuBefore = process.cpuUsage();
  const begun = performance.now();
  const until = begun + seconds * 1000;
  try {
    const latencies =
      rate === undefined ? await eachAfterItsAnswer(clients, until) : await atRate(clients, until, rate);
    const elapsed = performance.now() - begun;
    const { user, system } = process.cpuUsage(cpuBefore);
    return {
      requests: latencies.length,
      rate: (latencies.length / elapsed) * 1000,
      p50: percentile(latencies, 50),
      p99: percentile(latencies, 99),
      generatorCpu: (user + system) / latencies.length,
    };
  } finally {
    for (const { connection } of clients) connection.close();
  }
}

async function send({ connection, next }: Client): Promise<void> {
  const status = await connection.request(next());
  if (status < 200 || status > 299) throw new Error(`a request was answered by ${status}`);
}

async function eachAfterItsAnswer(clients: Client[], until: number): Promise<number[]> {
  const latencies: number[] = [];
  const run = async (client: Client) => {
    for (let begun = performance.now(); begun < until;) {
      await send(client);
      const now = performance.now();
      latencies.push(now - begun);
      begun = now;
    }
  };
  await Promise.all(clients.map(run));
  return latencies;
}

/** A request that finds no free client waits for one, and the wait counts. */
async function atRate(clients: Client[], until: number, rate: number): Promise<number[]> {
  const latencies: number[] = [];
  const begun = performance.now();
  const total = Math.floor(((until - begun) / 1000) * rate);
  let taken = 0;
  const run = async (client: Client) => {
    while (taken < total) {
      const due = begun + (taken++ / rate) * 1000;
      const early = due - performance.now();
      if (early > 0) await sleep(early);
      await send(client);
      latencies.push(performance.now() - due);
    }
  };
  await Promise.all(clients.map(run));
  return latencies;
}
