import type { Run } from '../suite.ts';
import { metric, type Metric } from '../metric.ts';
import { Generator } from '../load/generator.ts';
import { Poster } from '../load/poster.ts';
import { MESSAGE } from '../load/requests.ts';
import type { ReplicaOptions } from '../product.ts';
import { limitedName, memoryMetric, openStreams, readyMetric, startLimited } from './limited.ts';

/** Sends, then live streams. */
export async function limitedMessages(run: Run, options: ReplicaOptions, tokens: string[]): Promise<Metric[]> {
  const limited = await startLimited(run, 'messages', options);
  if (!limited) return [];
  const { url } = limited.replica;

  run.say(`message-service: ${tokens.length} clients send`);
  const requests = { kind: 'posts', tokens } as const;
  const { rate } = await new Generator(run.cleanup).run({ url, requests, seconds: run.quick ? 2 : 8 });

  const streams = run.quick ? 200 : 5_000;
  run.say(`message-service: ${streams} streams are opened, and read`);
  const readers = await openStreams(run, `${url}/events`, tokens, streams);
  const rounds = run.quick ? 2 : 10;
  const poster = new Poster(`${url}/messages`, tokens[0] ?? '', 1);
  run.cleanup.add(() => poster.close());
  await readers.expect(1);
  const began = performance.now();
  for (let round = 0; round < rounds; round++) {
    await poster.postAtOnce(MESSAGE);
    await readers.round();
  }
  const seconds = (performance.now() - began) / 1000;
  const live = await memoryMetric('messages', limited, `${streams} live streams`);
  run.say(`message-service: ${streams} streams more are opened, and idle`);
  await openStreams(run, `${url}/events`, tokens, streams);
  return [
    readyMetric('messages', limited),
    metric({
      metric: `${limitedName('messages')}: durable sends/s, ${tokens.length} clients`,
      value: rate,
      unit: '1/s',
    }),
    metric({
      metric: `${limitedName('messages')}: live deliveries/s, ${streams} streams`,
      value: (rounds * streams) / seconds,
      unit: '1/s',
    }),
    live,
    await memoryMetric('messages', limited, `${2 * streams} idle streams`),
  ];
}
