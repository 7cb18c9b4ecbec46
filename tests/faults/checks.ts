import { isDeepStrictEqual } from 'node:util';
import type { AnyEvent } from '../../testkit/messages.ts';
import type { Message } from './clients/sender.ts';

/** What one client sent, and which of it was acknowledged. */
export interface Sent {
  sub: string;
  /** Text by id. */
  sent: ReadonlyMap<string, string>;
  /** In the order of sending. */
  acknowledged: readonly Message[];
}

export interface Evidence {
  senders: readonly Sent[];
  history: readonly Message[];
  /** The events of each stream, in the order of arrival. */
  streams: readonly (readonly AnyEvent[])[];
}

/**
 * The minimum that a run must have done to prove anything: far less than a slow machine reaches, where fewer replicas
 * can be spared and fewer requests are answered, but more than a run reaches whose faults silently do nothing.
 */
const LEAST = {
  'replicas killed': 5,
  'streams cut mid-event': 5,
  'restarts of PostgreSQL': 1,
  'requests during a rolling restart': 200,
  'changes of membership': 1_000,
};

/** What was not done often enough, one line for each kind. */
export function shortfalls<What extends keyof typeof LEAST>(done: Readonly<Record<What, number>>): string[] {
  return (Object.keys(done) as What[])
    .filter((what) => done[what] < LEAST[what])
    .map((what) => `only ${done[what]} ${what}: with fewer than ${LEAST[what]} the run shows nothing`);
}

/** Everything that contradicts "nothing lost, doubled or reordered", one line for each kind. */
export function violations({ senders, history, streams }: Evidence): string[] {
  return [
    ...historyViolations(senders, history),
    ...streams.flatMap((events, index) => streamViolations(`stream ${index + 1}`, events, history)),
    ...disagreements(streams),
  ];
}

function historyViolations(senders: readonly Sent[], history: readonly Message[]): string[] {
  const standing = new Map(history.map((message) => [message.id, message]));
  const authors = new Map(senders.flatMap(({ sub, sent }) => [...sent.keys()].map((id) => [id, { sub, sent }])));
  const acknowledged = senders.flatMap((sender) => sender.acknowledged);
  return [
    ...some(
      'acknowledged, but not in the history',
      acknowledged.filter(({ id }) => !standing.has(id)),
    ),
    ...some(
      'acknowledged with another number than it has in the history',
      acknowledged.filter(({ id, seq }) => standing.has(id) && standing.get(id)?.seq !== seq),
    ),
    ...some('more than once in the history', repeated(history)),
    ...some('out of order in the history', outOfOrder(history)),
    ...some(
      'in the history, but sent by nobody',
      history.filter(({ id }) => !authors.has(id)),
    ),
    ...some(
      'with another author or text in the history than was sent',
      history.filter(({ id, sub, message }) => {
        const author = authors.get(id);
        return author && (author.sub !== sub || author.sent.get(id) !== message);
      }),
    ),
    ...some(
      'stored before what the same client had been told of earlier',
      senders.flatMap((sender) => outOfOrder(sender.acknowledged)),
    ),
  ];
}

function streamViolations(name: string, events: readonly AnyEvent[], history: readonly Message[]): string[] {
  const seen = events.flatMap(({ message }) => (message ? [message] : []));
  const seenIds = new Set(seen.map(({ id }) => id));
  const standing = new Map(history.map((message) => [message.id, message]));
  return [
    ...some(
      `missing from ${name}`,
      history.filter(({ id }) => !seenIds.has(id)),
    ),
    ...some(`more than once on ${name}`, repeated(seen)),
    ...some(`out of order on ${name}`, outOfOrder(events)),
    ...some(
      `on ${name}, but not or not so in the history`,
      events.filter(
        ({ seq, type, message }) =>
          type !== 'created' || message?.seq !== seq || !isDeepStrictEqual(message, standing.get(message.id)),
      ),
    ),
  ];
}

function disagreements([first, ...others]: Evidence['streams']): string[] {
  return others.flatMap((events, index) =>
    isDeepStrictEqual(events, first) ? [] : [`stream ${index + 2} and stream 1 did not give the same`],
  );
}

function repeated(messages: readonly Message[]): Message[] {
  const met = new Set<string>();
  return messages.filter(({ id }) => met.size === met.add(id).size);
}

function outOfOrder<T extends { seq: number }>(items: readonly T[]): T[] {
  return items.filter(({ seq }, index) => seq <= (items[index - 1]?.seq ?? 0));
}

function some(what: string, found: readonly { seq: number }[]): string[] {
  const [first] = found;
  return first ? [`${found.length} ${what}; the first has seq ${first.seq}`] : [];
}
