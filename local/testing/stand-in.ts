/** A fake service process that behaves as the variable STAND_IN specifies. */
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const behaviour = process.env['STAND_IN'] ?? 'well';
const stop = () => process.exit(0);

console.log(JSON.stringify({ msg: 'starting', behaviour }));
if (behaviour === 'refuses') {
  console.error('LOG_LEVEL is "loud"; it must be quiet.');
  process.exit(1);
}
if (behaviour === 'crashes') throw new TypeError('a fault');

process.on('message', (message) => message === 'stop' && stop());
process.on('disconnect', stop);
process.on('SIGINT', () => undefined);

let asked = 0;
const server = createServer((request, response) => {
  // Not ready immediately.
  if (request.url === '/ready') response.writeHead(++asked > 2 ? 200 : 503).end();
  if (request.url === '/die') process.exit(1);
});
server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const { STARTS_FILE } = process.env;
  if (STARTS_FILE) appendFileSync(STARTS_FILE, `${port}\n`);
  if (behaviour !== 'silent') process.send?.({ port });
});
