import { shortfalls, violations } from '../checks.ts';
import { historyAfter, logEnd } from '../clients/history.ts';
import { Person } from '../clients/person.ts';
import { Reader } from '../clients/reader.ts';
import { Sender } from '../clients/sender.ts';
import type { Deployment } from '../deployment.ts';
import type { Random } from '../random.ts';
import { waitUntil } from '../../../testkit/wait-until.ts';
import { Faults } from './faults.ts';
import type { Outcome, Log } from './outcome.ts';

const SENDERS = 20;
const READERS = 10;
const MESSAGES = 5_000;
/** About 200 messages per second, so that each fault hits many in flight. */
const MAX_PAUSE_MS = 150;
const CATCH_UP_MS = 60_000;

interface Crowd {
  senders: Sender[];
  readers: Reader[];
}

const total = <T>(items: T[], count: (item: T) => number) => items.reduce((sum, item) => sum + count(item), 0);

/**
 * People send and read while replicas are killed, PostgreSQL is restarted, everything is replaced and streams are cut.
 * Afterwards every acknowledged message is in the history and has arrived on every stream, once and in order.
 */
export async function nothingIsLost(deployment: Deployment, random: Random, log: Log): Promise<Outcome> {
  const people = await Promise.all(Array.from({ length: SENDERS }, () => Person.logIn(deployment.url)));
  const crowd: Crowd = {
    senders: people.map((person, index) => new Sender(person, `sender ${index + 1}`)),
    readers: people.slice(0, READERS).map(({ session }) => new Reader(deployment.url, session.token)),
  };
  const faults = new Faults(deployment, crowd.readers, random, log);
  const failed = Promise.all(crowd.readers.map((reader) => reader.run())).then((): never => {
    throw new Error('The readers gave up.');
  });
  try {
    return await Promise.race([failed, chatAmidFaults(deployment, crowd, faults)]);
  } finally {
    faults.stop();
    for (const reader of crowd.readers) reader.close();
  }
}

async function chatAmidFaults(deployment: Deployment, crowd: Crowd, faults: Faults): Promise<Outcome> {
  const { senders, readers } = crowd;
  const [first] = senders;
  if (!first) throw new Error('Nobody is there.');
  await waitUntil('every stream has begun', () => readers.every(({ cursor }) => cursor !== undefined));
  const start = await logEnd(first.person);

  await sendAmidFaults(senders, faults);
  await deployment.settled();
  const last = await first.say('That was all.');
  // If a stream does not get that far, the checks report what it lacks.
  const hasAll = ({ events }: Reader) => (events.at(-1)?.seq ?? 0) >= last.seq;
  await waitUntil('every stream has caught up', () => readers.every(hasAll), CATCH_UP_MS).catch(() => undefined);

  const evidence = {
    senders: senders.map(({ person, sent, acknowledged }) => ({ sub: person.session.sub, sent, acknowledged })),
    history: await historyAfter(first.person, start),
    streams: readers.map(({ events }) => events),
  };
  const harm = {
    'replicas killed': faults.kills,
    'streams cut mid-event': cutsOf(readers),
    'restarts of PostgreSQL': faults.databaseRestarts,
  };
  return { summary: summaryOf(crowd, faults), violations: [...violations(evidence), ...shortfalls(harm)] };
}

async function sendAmidFaults(senders: Sender[], faults: Faults): Promise<void> {
  const acknowledged = () => total(senders, (sender) => sender.acknowledged.length);
  const troubling = faults.run(() => acknowledged() / MESSAGES);
  const isEnough = () => faults.planIsDone && acknowledged() >= MESSAGES;
  const sending = Promise.all(senders.map((sender) => sender.run(isEnough, MAX_PAUSE_MS)));
  // Faults go on until they are stopped: they end earlier only by a failure.
  await Promise.race([sending, troubling]);
  faults.stop();
  await troubling;
}

const cutsOf = (readers: Reader[]) => total(readers, ({ cuts }) => cuts);

function summaryOf({ senders, readers }: Crowd, { kills }: Faults): string {
  const posts = total(senders, ({ acknowledged }) => acknowledged.length);
  const retries = total(senders, (sender) => sender.retries);
  const unheard = total(senders, ({ storedUnheard }) => storedUnheard);
  const resumed = total(readers, ({ breaks }) => breaks);
  return (
    `${posts} messages acknowledged to ${senders.length} senders (${retries} retries, ${unheard} stored unheard), ` +
    `${readers.length} streams (resumed ${resumed} times, cut mid-event ${cutsOf(readers)} times), ${kills} replicas killed`
  );
}
