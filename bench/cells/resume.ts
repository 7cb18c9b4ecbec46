import type { Cell, Run } from '../cell.ts';
import { figure, type Figure } from '../figure.ts';
import { Poster } from '../load/poster.ts';
import { MESSAGE } from '../load/requests.ts';
import { logIn, makeDatabase, startDatabaseServer, startReplica } from '../product.ts';
import { now } from '../readers/clock.ts';
import { Readers } from '../readers/readers.ts';
import { startGateway } from '../support/gateway.ts';

/*
 * Streams of as many people through nginx on two replicas, one of which is killed. Its readers come back as the page does
 * (250 to 500 ms later, from their last event) to the other replica, which has to ask auth-service who each is. Messages
 * posted while nobody is connected there must reach every stream.
 */
const STREAMS = 1_000;

async function measure(run: Run): Promise<Figure[]> {
  const streams = run.quick ? 100 : STREAMS;
  const urls = await makeDatabase(await startDatabaseServer(run));
  const auth = await startReplica(run, 'auth', { urls });
  const options = { urls, authUrl: auth.url };
  const [victim, survivor] = [
    await startReplica(run, 'messages', options),
    await startReplica(run, 'messages', options),
  ];
  const gateway = await startGateway(run, auth, [victim, survivor]);
  // Both replicas have as many.
  const tokens = await logIn(auth, 2 * streams);
  const readers = new Readers(run);
  await readers.open({ url: `${gateway.url}/api/events`, tokens, resumes: true });
  const poster = new Poster(`${survivor.url}/messages`, tokens[0] ?? '', 1);
  run.cleanup.add(() => poster.close());
  await readers.expect(2);
  await poster.postAtOnce(MESSAGE);

  run.say(`${streams} of ${2 * streams} streams lose their replica`);
  const killed = now();
  victim.kill();
  await victim.exited();
  await poster.postAtOnce(MESSAGE);
  const live = await readers.resumed();
  await readers.round();
  return [
    figure({
      figure: `resume of ${streams} streams at once after their replica was killed: until all are live`,
      value: (live - killed) / 1000,
      unit: 'ms',
      target: { of: 'value', is: '<', bound: 2_000 },
    }),
  ];
}

export const resume: Cell = { name: 'resume', measure };
