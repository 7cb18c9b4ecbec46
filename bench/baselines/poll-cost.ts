import type { Run } from '../suite.ts';
import { cpuBetween, cpuTimes } from '../cpu.ts';
import { Generator } from '../load/generator.ts';
import { Poster } from '../load/poster.ts';
import { MESSAGE } from '../load/requests.ts';
import { HOW_TO_INSTALL_FLASK, startOldDesign } from './old-design.ts';

const STORED = 50;

/** CPU µs of one poll of the old design that returns `messages` new messages; undefined if Flask is missing. */
export async function costOfPoll(run: Run, newMessages: number): Promise<number | undefined> {
  const old = await startOldDesign(run.cleanup, 1);
  if (!old) {
    run.say(`Without Flask nothing polls. ${HOW_TO_INSTALL_FLASK}`);
    return undefined;
  }
  const [token = ''] = old.tokens;
  const poster = new Poster(`${old.url}/messages`, token, 1);
  for (let post = 0; post < STORED; post++) await poster.postAtOnce(MESSAGE);
  poster.close();
  const paths = [`/messages?after=${STORED - newMessages}`];
  const before = await cpuTimes([old.pid]);
  const { requests } = await new Generator(run.cleanup).run({
    url: old.url,
    requests: { kind: 'pages', token, paths },
    seconds: run.quick ? 1 : 3,
  });
  return (cpuBetween(before, await cpuTimes([old.pid])) * 1000) / requests;
}
