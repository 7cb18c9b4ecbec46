/** The streams: their first events are checked here, since Dredd cannot. */
import { SseReader } from '../../testkit/sse/reader.ts';
import { isStream, type Contract } from './contract.ts';
import { ResponseValidator } from './response-validator.ts';
import { bearer, guest, say } from './people.ts';
import { attempt, type Result } from './result.ts';
import type { Fixture } from './fixture.ts';

/** Returns what is wrong. */
type Check = (fixture: Fixture, expectNext: ExpectNext) => Promise<string[]>;
type ExpectNext = (
  stream: SseReader,
  event: string,
  schema: string,
  isIt?: (data: string) => boolean,
) => Promise<string[]>;

const checks: Record<string, Check> = {
  streamEvents: async (fixture, expectNext) => {
    const person = await guest(fixture);
    const stream = await SseReader.open(`${fixture.healthy.messages}/events`, bearer(person));
    const id = await say(fixture, person);
    // Dredd's messages come and go in the same room.
    return expectNext(stream, 'created', 'Event', (data) => data.includes(id)).finally(() => stream.close());
  },
  streamPresence: async (fixture, expectNext) => {
    const open = async () => SseReader.open(`${fixture.healthy.users}/users/events`, bearer(await guest(fixture)));
    const stream = await open();
    const first = await expectNext(stream, 'snapshot', 'PresenceSnapshot');
    const other = await open();
    const second = await expectNext(stream, 'change', 'PresenceChange');
    stream.close();
    other.close();
    return [...first, ...second, ...(await streamDetails(fixture, expectNext))];
  },
};

async function streamDetails(fixture: Fixture, expectNext: ExpectNext): Promise<string[]> {
  const url = `${fixture.healthy.users}/users/events`;
  const stream = await SseReader.open(`${url}?include=details`, bearer(await guest(fixture)));
  const first = await expectNext(stream, 'snapshot', 'DetailedSnapshot');
  const other = await SseReader.open(url, bearer(await guest(fixture)));
  const second = await expectNext(stream, 'change', 'DetailedChange');
  stream.close();
  other.close();
  return [...first, ...second, ...(await streamPreferences(fixture, expectNext))];
}

async function streamPreferences(fixture: Fixture, expectNext: ExpectNext): Promise<string[]> {
  const url = `${fixture.healthy.users}/users/events?include=preferences`;
  const stream = await SseReader.open(url, bearer(await guest(fixture)));
  const first = await expectNext(stream, 'snapshot', 'PresenceSnapshot');
  const second = await expectNext(stream, 'preferences', 'Preferences', (data) => data === '{}');
  stream.close();
  return [...first, ...second];
}

/** Checks every stream that the contract declares. */
export function tryStreams(contract: Contract, fixture: Fixture): Promise<Result[]> {
  const validator = new ResponseValidator(contract);
  const expectNext: ExpectNext = async (stream, event, schema, isIt = () => true) => {
    let next = await stream.next();
    while (!isIt(next.data)) next = await stream.next();
    return [
      next.event === event ? '' : `the event is "${next.event ?? ''}", not "${event}"`,
      validator.check(JSON.parse(next.data), { $ref: `#/components/schemas/${schema}` }),
    ];
  };
  const streams = contract.operations.filter(({ answers }) => answers.some(isStream));
  return Promise.all(
    streams.map(({ id, path }) =>
      attempt(`${contract.title} ${path} > ${id} > the first events`, () => {
        const check = checks[id];
        if (!check) throw new Error('Nothing looks at this stream: write a check for it.');
        return check(fixture, expectNext);
      }),
    ),
  );
}
