import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { findAddress } from './address.ts';
import { DeployError } from './command.ts';
import { FakeTools } from './testing/fake-tools.ts';

async function listen(server: Server): Promise<number> {
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  return port;
}

describe('the address', { skip: process.platform === 'win32' }, () => {
  const { PATH } = process.env;
  const lines: string[] = [];
  let heard: (line: string) => void = () => undefined;
  const log = (line: string) => {
    lines.push(line);
    heard(line);
  };
  const said = (text: string) =>
    new Promise<void>((resolve) => {
      heard = (line) => {
        if (line.includes(text)) resolve();
      };
    });
  const find = (port: number) => findAddress({ context: 'minikube', namespace: 'chat', port, log, timeoutMs: 1_000 });
  let fake: FakeTools;

  before(async () => {
    fake = await FakeTools.make();
    process.env['PATH'] = fake.folder;
  });

  after(async () => {
    process.env['PATH'] = PATH;
    await fake.remove();
  });

  it('is the published port if this chat answers there', async () => {
    const page = createServer((_request, response) => response.end('<body><chat-app></chat-app></body>'));
    const port = await listen(page);
    assert.deepEqual(await find(port), { url: `http://localhost:${port}` });
    page.close();
    assert.deepEqual(fake.calls, []);
  });

  it('is reported when the services answer too', async (t) => {
    const answers: number[] = [];
    const gateway = createServer(({ url }, response) => {
      if (!url?.startsWith('/api/')) return response.end('<body><chat-app></chat-app></body>');
      // The services are not up for the first two requests.
      const status = answers.length < 2 ? 503 : 401;
      answers.push(status);
      return response.writeHead(status).end();
    });
    const port = await listen(gateway);
    t.after(() => gateway.close());
    assert.deepEqual(await find(port), { url: `http://localhost:${port}` });
    assert.deepEqual(answers, [503, 503, 401, 401]);
  });

  it('is reported with a hint if a service never answers', async (t) => {
    const gateway = createServer(({ url }, response) =>
      url?.startsWith('/api/') ? response.writeHead(503).end() : response.end('<body><chat-app></chat-app></body>'),
    );
    const port = await listen(gateway);
    t.after(() => gateway.close());
    assert.deepEqual(await find(port), { url: `http://localhost:${port}` });
    assert.match(lines.at(-1) ?? '', /not all services answer yet/);
  });

  it('is a forwarded port if nothing listens; it is reopened when it breaks, and closed gracefully', async (t) => {
    const port = await freePort();
    const { url, forward } = await find(port);
    t.after(() => forward?.close());
    assert.equal(url, `http://localhost:${port}`);
    assert.match(await (await fetch(url)).text(), /chat-app/);
    const back = said('The chat is at');
    await fetch(`${url}/break`).catch(() => undefined);
    await back;
    assert.match(await (await fetch(url)).text(), /chat-app/);
    assert.equal(lines.at(-1), `The chat is at ${url} again.`);
    await forward?.close();
    await assert.rejects(fetch(url));
  });

  it('is another port, with a message, if another program listens', async (t) => {
    const other = createServer((_request, response) => response.end('Somebody else'));
    const port = await listen(other);
    const { url, forward } = await find(port);
    t.after(async () => {
      await forward?.close();
      other.close();
    });
    assert.notEqual(url, `http://localhost:${port}`);
    assert.match(lines.at(-1) ?? '', new RegExp(`Port ${port} of this machine is taken by another program`));
    assert.match(await (await fetch(url)).text(), /chat-app/);
  });

  it("does not blame another program if Minikube's own proxy listens", async (t) => {
    const proxy = createServer((request) => request.socket.destroy());
    const port = await listen(proxy);
    fake.set({ ...fake.state, published: true });
    const { forward } = await find(port);
    t.after(async () => {
      await forward?.close();
      proxy.close();
    });
    assert.match(lines.at(-1) ?? '', new RegExp(`Port ${port} of this machine leads to Minikube`));
  });

  it('is an error if it cannot be forwarded', async () => {
    process.env['PATH'] = '';
    const port = await freePort();
    await assert.rejects(
      find(port),
      (error: Error) => error instanceof DeployError && /cannot be forwarded/.test(error.message),
    );
    process.env['PATH'] = fake.folder;
  });
});
