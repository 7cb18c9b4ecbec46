import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expectData } from '../../../testkit/api.ts';
import { waitUntil } from '../../../testkit/wait-until.ts';
import { shortfalls } from '../checks.ts';
import { eventsAfter, historyAfter, logEnd, type Event } from '../clients/history.ts';
import { Person } from '../clients/person.ts';
import { Reader } from '../clients/reader.ts';
import { Sender } from '../clients/sender.ts';
import type { Deployment } from '../deployment.ts';
import { membershipViolations } from '../membership-checks.ts';
import { pick, type Random } from '../random.ts';
import { Faults } from './faults.ts';
import type { Log, Outcome } from './outcome.ts';

const ROOMS = 20;
/** Who is added and removed. */
const PEOPLE = 8;
/** Who stays in all rooms, and writes. */
const RESIDENTS = 4;
const CHANGES = 1_000;
/** Concurrent changes, each in rooms of its own. */
const CHANGERS = 5;
const MAX_PAUSE_MS = 100;
const RETRY_MS = 200;
const GIVE_UP_MS = 120_000;
const CATCH_UP_MS = 60_000;
const KINDS = ['created', 'member-joined', 'member-left'] as const;

interface Scene {
  owner: Person;
  rooms: string[];
  people: Person[];
  senders: Sender[];
  readers: Reader[];
}

/**
 * People are added to rooms and removed from them while others write, replicas are killed and streams are cut.
 * Afterwards each stream has carried, of each room, what happened while its person was in it, once and in order.
 */
export async function membershipDecides(deployment: Deployment, random: Random, log: Log): Promise<Outcome> {
  const scene = await setScene(deployment);
  const faults = new Faults(deployment, scene.readers, random, log);
  const failed = Promise.all(scene.readers.map((reader) => reader.run())).then((): never => {
    throw new Error('The readers gave up.');
  });
  try {
    return await Promise.race([failed, changeAmidFaults(deployment, scene, faults, random)]);
  } finally {
    faults.stop();
    for (const reader of scene.readers) reader.close();
  }
}

async function setScene({ url }: Deployment): Promise<Scene> {
  const logIn = (count: number) => Promise.all(Array.from({ length: count }, () => Person.logIn(url)));
  const owner = await (await Person.logIn(url)).withPassword(url);
  const [people, residents] = [await logIn(PEOPLE), await logIn(RESIDENTS)];
  const rooms = Array.from({ length: ROOMS }, () => randomUUID());
  for (const id of rooms) {
    expectData(await owner.api.POST('/rooms', { body: { id, kind: 'private', name: `Room ${id.slice(0, 8)}` } }));
    for (const { session } of residents) await change(owner, id, session.sub, true);
  }
  const query = `?rooms=mine&types=${KINDS.join()}`;
  return {
    owner,
    rooms,
    people,
    senders: residents.map((person, index) => new Sender(person, `resident ${index + 1}`)),
    readers: people.map(({ session }) => new Reader(url, session.token, query)),
  };
}

async function changeAmidFaults(
  deployment: Deployment,
  { owner, rooms, people, senders, readers }: Scene,
  faults: Faults,
  random: Random,
): Promise<Outcome> {
  await waitUntil('every stream has begun', () => readers.every(({ cursor }) => cursor !== undefined));
  const start = await logEnd(owner);
  let changes = 0;
  const troubling = faults.run(() => changes / CHANGES);
  const isEnough = () => faults.planIsDone && changes >= CHANGES;
  const changing = Array.from({ length: CHANGERS }, async (_, index) => {
    const own = rooms.filter((_room, nth) => nth % CHANGERS === index);
    const inRoom = new Set<string>();
    while (!isEnough()) {
      const [room, person] = [pick(own, random), pick(people, random)];
      if (!room || !person) break;
      const { sub } = person.session;
      const key = `${room} ${sub}`;
      await change(owner, room, sub, !inRoom.has(key));
      if (!inRoom.delete(key)) inRoom.add(key);
      changes++;
      await sleep(random() * MAX_PAUSE_MS);
    }
  });
  const sending = senders.map((sender) => sender.run(isEnough, MAX_PAUSE_MS, () => pick(rooms, random)));
  // Faults go on until they are stopped: they end earlier only by a failure.
  await Promise.race([Promise.all([...changing, ...sending]), troubling]);
  faults.stop();
  await troubling;
  await deployment.settled();
  const last = await senders[0]?.say('That was all.');
  const hasAll = ({ events }: Reader) => (events.at(-1)?.seq ?? 0) >= (last?.seq ?? 0);
  // If a stream does not get that far, the checks report what it lacks.
  await waitUntil('every stream has caught up', () => readers.every(hasAll), CATCH_UP_MS).catch(() => undefined);

  const events = (await eventsAfter(owner, start, KINDS)).filter(({ room }) => rooms.includes(room));
  const carried = people.map(({ session }, index) => ({
    name: `person ${index + 1}`,
    sub: session.sub,
    events: (readers[index]?.events ?? []) as Event[],
    resumedFrom: readers[index]?.resumedFrom ?? [],
  }));
  const cuts = readers.reduce((sum, reader) => sum + reader.cuts, 0);
  const harm = { 'replicas killed': faults.kills, 'streams cut mid-event': cuts, 'changes of membership': changes };
  return {
    summary:
      `${changes} changes of membership in ${rooms.length} rooms, ${events.length} events, ` +
      `${carried.reduce((sum, each) => sum + each.events.length, 0)} of them on ${readers.length} streams ` +
      `(resumed ${readers.reduce((sum, { resumedFrom }) => sum + resumedFrom.length, 0)} times), ` +
      `${faults.kills} replicas killed`,
    violations: [
      ...(await unlogged(owner, rooms, start, events)),
      ...membershipViolations(events, carried),
      ...shortfalls(harm),
    ],
  };
}

/** Adds or removes somebody, again until it is acknowledged: repeating it changes nothing. */
async function change({ api }: Person, room: string, sub: string, isMember: boolean): Promise<void> {
  const request = { params: { path: { room, sub } } };
  const path = '/rooms/{room}/members/{sub}' as const;
  const deadline = Date.now() + GIVE_UP_MS;
  while (Date.now() < deadline) {
    const answer = await (isMember ? api.PUT(path, request) : api.DELETE(path, request)).catch(() => undefined);
    if (answer?.response.ok) return;
    const status = answer?.response.status ?? 503;
    if (status !== 429 && status !== 503) throw new Error(`a change of membership was answered by ${status}`);
    await sleep(RETRY_MS);
  }
  throw new Error(`A change of membership was not acknowledged within ${GIVE_UP_MS / 1000} s.`);
}

/** What differs between the rooms' histories and the log by which the streams are judged. */
async function unlogged(owner: Person, rooms: string[], start: number, events: Event[]): Promise<string[]> {
  const histories: number[] = [];
  for (const room of rooms) histories.push(...(await historyAfter(owner, start, room)).map(({ seq }) => seq));
  const created = new Set(events.filter(({ type }) => type === 'created').map(({ seq }) => seq));
  const differing = histories.filter((seq) => !created.has(seq)).length + Math.abs(created.size - histories.length);
  return differing === 0 ? [] : [`${differing} messages are in the rooms' histories or events, but not in both`];
}
