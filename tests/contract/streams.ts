/** The streams: their first events are checked here, since Dredd cannot. */
import { SseReader } from '../../testkit/sse/reader.ts';
import { isStream, type Contract } from './contract.ts';
import { Judge } from './judge.ts';
import { bearer, guest, say } from './people.ts';
import { attempt, type Result } from './result.ts';
import type { World } from './world.ts';

/** Returns what is wrong. */
type Check = (world: World, expectNext: ExpectNext) => Promise<string[]>;
type ExpectNext = (
  stream: SseReader,
  event: string,
  schema: string,
  isIt?: (data: string) => boolean,
) => Promise<string[]>;

const checks: Record<string, Check> = {
  streamEvents: async (world, expectNext) => {
    const person = await guest(world);
    const stream = await SseReader.open(`${world.healthy.messages}/events`, bearer(person));
    const id = await say(world, person);
    // Dredd's messages come and go in the same room.
    return expectNext(stream, 'created', 'Event', (data) => data.includes(id)).finally(() => stream.close());
  },
  streamPresence: async (world, expectNext) => {
    const open = async () => SseReader.open(`${world.healthy.users}/users/events`, bearer(await guest(world)));
    const stream = await open();
    const first = await expectNext(stream, 'snapshot', 'PresenceSnapshot');
    const other = await open();
    const second = await expectNext(stream, 'change', 'PresenceChange');
    stream.close();
    other.close();
    return [...first, ...second];
  },
};

/** Checks every stream that the contract declares. */
export function tryStreams(contract: Contract, world: World): Promise<Result[]> {
  const judge = new Judge(contract);
  const expectNext: ExpectNext = async (stream, event, schema, isIt = () => true) => {
    let next = await stream.next();
    while (!isIt(next.data)) next = await stream.next();
    return [
      next.event === event ? '' : `the event is "${next.event ?? ''}", not "${event}"`,
      judge.check(JSON.parse(next.data), { $ref: `#/components/schemas/${schema}` }),
    ];
  };
  const streams = contract.operations.filter(({ answers }) => answers.some(isStream));
  return Promise.all(
    streams.map(({ id, path }) =>
      attempt(`${contract.title} ${path} > ${id} > the first events`, () => {
        const check = checks[id];
        if (!check) throw new Error('Nothing looks at this stream: write a check for it.');
        return check(world, expectNext);
      }),
    ),
  );
}
