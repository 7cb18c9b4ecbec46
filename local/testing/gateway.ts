/** A gateway in front of fake services, with a small page. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { perServiceAsync, type ServiceName } from '../../services/services.ts';
import { assertProblem } from '../../testkit/assert-problem.ts';
import { startReplica } from '../../testkit/gateway/replica.ts';
import type { Replica } from '../../testkit/gateway/replica.ts';
import { startGateway } from '../gateway.ts';
import type { Gateway, GatewayOptions } from '../gateway.ts';
import { builtPage } from '../page.ts';

export interface GatewayFixture {
  url: string;
  port: number;
  replicas: Record<ServiceName, Replica>;
  /** Another gateway in front of the same services. */
  another: (options?: Partial<GatewayOptions>) => Promise<Gateway & { url: string }>;
  /** Clears the services' recorded requests, and makes them answer with their names. */
  reset: () => void;
  stop: () => Promise<void>;
}

export async function startGatewayFixture(): Promise<GatewayFixture> {
  const page = await makePage();
  const replicas = await perServiceAsync(startReplica);
  const another = async (options: Partial<GatewayOptions> = {}) => {
    const gateway = await startGateway({
      host: '127.0.0.1',
      port: 0,
      hosts: [],
      upstream: (service) => `http://${replicas[service].address}`,
      makePage: () => builtPage(page),
      ...options,
    });
    return { ...gateway, url: `http://127.0.0.1:${gateway.port}` };
  };
  const gateway = await another();
  return {
    url: gateway.url,
    port: gateway.port,
    replicas,
    another,
    reset: () => {
      for (const replica of Object.values(replicas)) {
        replica.answer = replica.answerName;
        replica.seen.length = 0;
      }
    },
    stop: async () => {
      await gateway.stop(Promise.resolve());
      await Promise.all(Object.values(replicas).map((replica) => replica.stop()));
      await rm(page, { recursive: true });
    },
  };
}

async function makePage(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'chat-page-'));
  await mkdir(path.join(folder, 'assets'));
  await writeFile(path.join(folder, 'index.html'), '<!doctype html><title>Chat</title>');
  await writeFile(path.join(folder, 'service-worker.js'), '/* */');
  await writeFile(path.join(folder, 'assets/main-1a2b.js'), 'plain');
  await writeFile(path.join(folder, 'assets/main-1a2b.js.gz'), gzipSync('packed'));
  return folder;
}

export async function readGenerated(name: string): Promise<unknown> {
  return JSON.parse(await readFile(new URL(`../../generated/gateway/${name}.json`, import.meta.url), 'utf8'));
}

/** A problem of the gateway itself. */
export async function assertGatewayProblem(response: Response, status: number, kind: string): Promise<void> {
  const body = await assertProblem(response, status, kind);
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
  assert.equal(body.status, status);
  assert.match(String(body.instance), /^[0-9a-f]{16}$/);
}
