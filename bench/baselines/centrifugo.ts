/** A server of streams written in Go, with its memory engine: it keeps nothing on disk. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../local/ports.ts';
import { centrifugo } from '../../scripts/requirements.ts';
import { waitUntil } from '../../testkit/wait-until.ts';
import type { PosterOptions } from '../load/poster.ts';
import type { Run } from '../suite.ts';
import { acknowledge } from './acknowledge.ts';

const CHANNEL = 'general';
const NAME = 'Centrifugo (SSE, memory engine)';

export interface Centrifugo {
  name: string;
  pid: number;
  /** Of a stream of the channel. */
  events: string;
  /** What each event has once. */
  mark: string;
  publish: string;
  options: PosterOptions;
}

/** Undefined, and a line that says so, if it is not installed. */
export async function startCentrifugo({ cleanup, say }: Run): Promise<Centrifugo | undefined> {
  if (!(await centrifugo.isPresent())) {
    say(`${centrifugo.name} is not measured, since it is missing. ${centrifugo.howToInstall}`);
    return undefined;
  }
  const port = await freePort();
  const child = spawn('centrifugo', [], {
    env: {
      ...process.env,
      CENTRIFUGO_HTTP_SERVER_ADDRESS: '127.0.0.1',
      CENTRIFUGO_HTTP_SERVER_PORT: String(port),
      CENTRIFUGO_LOG_LEVEL: 'error',
      CENTRIFUGO_CLIENT_INSECURE: 'true',
      CENTRIFUGO_CHANNEL_WITHOUT_NAMESPACE_ALLOW_SUBSCRIBE_FOR_CLIENT: 'true',
      CENTRIFUGO_HTTP_API_INSECURE: 'true',
      CENTRIFUGO_HEALTH_ENABLED: 'true',
      CENTRIFUGO_UNI_SSE_ENABLED: 'true',
    },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  cleanup.add(async () => {
    child.kill();
    await exited;
  });
  const url = `http://127.0.0.1:${port}`;
  await waitUntil(`${NAME} answers`, () => isHealthy(url));
  const connect = encodeURIComponent(JSON.stringify({ subs: { [CHANNEL]: {} } }));
  return {
    name: NAME,
    pid: child.pid ?? 0,
    events: `${url}/connection/uni_sse?cf_connect=${connect}`,
    mark: '"pub":{',
    publish: `${url}/api/publish`,
    options: { toBody: (message) => ({ channel: CHANNEL, data: eventOf(message) }), status: 200 },
  };
}

/** The event of message-service. */
function eventOf(post: unknown) {
  const message = acknowledge(post);
  return { seq: message['seq'], type: 'created', room: message['room'], message };
}

function isHealthy(url: string): Promise<boolean> {
  return fetch(`${url}/health`, { signal: AbortSignal.timeout(1_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}
