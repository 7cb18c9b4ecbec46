import { setTimeout as sleep } from 'node:timers/promises';
import { Person } from '../clients/person.ts';
import { Stream } from '../clients/stream.ts';
import type { Deployment } from '../deployment.ts';
import type { Outcome } from './outcome.ts';

/** The product's promise. */
const WITHIN_MS = 2_000;

interface OpenStream {
  address: string;
  stream: Stream;
}

/** A logout closes that user's streams on every replica within 2 s, and nobody else's. */
export async function logoutClosesStreams(deployment: Deployment): Promise<Outcome> {
  const [leaver, stayer] = await Promise.all([Person.logIn(deployment.url), Person.logIn(deployment.url)]);
  const addresses = [
    ...(await deployment.replicas('messages')).map((url) => `${url}/events`),
    ...(await deployment.replicas('users')).map((url) => `${url}/users/events`),
    `${deployment.url}/api/events`,
    `${deployment.url}/api/users/events`,
  ];
  const leaving = await openAll(addresses, leaver);
  const staying = await openAll(addresses, stayer);

  const asked = Date.now();
  const { response } = await leaver.api.POST('/logout');
  const stillOpen = await openAfter(leaving, WITHIN_MS);
  const took = Date.now() - asked;
  const closedWithout = (await closedNow(staying)).map((address) => `${address} was closed to somebody else`);
  for (const { stream } of [...leaving, ...staying]) stream.close();
  return {
    summary: `${leaving.length} streams of ${addresses.length - 2} replicas and the gateway closed within ${took} ms of the logout`,
    violations: [
      ...(response.status === 204 ? [] : [`the logout was answered by ${response.status}`]),
      ...stillOpen.map((address) => `${address} was still open ${WITHIN_MS / 1000} s after the logout`),
      ...closedWithout,
    ],
  };
}

/** A stream at each address; throws if one does not open. */
function openAll(addresses: string[], { session }: Person): Promise<OpenStream[]> {
  return Promise.all(
    addresses.map(async (address) => {
      const stream = new Stream(address, { token: session.token });
      const status = await stream.opened;
      if (status !== 200) throw new Error(`${address} was answered by ${status ?? 'nobody'}`);
      return { address, stream };
    }),
  );
}

/** The addresses of those that are open when the time is up; resolves at once when none is. */
async function openAfter(streams: OpenStream[], milliseconds: number): Promise<string[]> {
  const open = new Set(streams);
  const closing = streams.map((each) => each.stream.closed.then(() => open.delete(each)));
  await Promise.race([Promise.all(closing), sleep(milliseconds, undefined, { ref: false })]);
  return [...open].map(({ address }) => address);
}

async function closedNow(streams: OpenStream[]): Promise<string[]> {
  const open = await openAfter(streams, 0);
  return streams.map(({ address }) => address).filter((address) => !open.includes(address));
}
