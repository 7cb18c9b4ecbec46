import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { addressInProc } from './address-in-proc.ts';

/*
 * Node does not say how much of what it has handed to the operating system a reader has not acknowledged, and cannot
 * limit it for a connection. Linux lists it for all connections; elsewhere everything counts as acknowledged.
 */

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];
/** Local port, remote address and port, and the length of the send queue, all in hexadecimal. */
const LINE = /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]+:[0-9A-F]{4}) [0-9A-F]{2} (?!00000000)([0-9A-F]{8}):/gm;

/** The pause after a look, as a multiple of how long it took: the table grows with the number of connections. */
const PAUSE_FACTOR = 5;
const MIN_PAUSE_MS = 10;
/** Who replays waits for looks, so a busy processor must not put them off for long. */
const MAX_PAUSE_MS = 100;

/** What a connection is found by: what a `Socket` says of itself while it is connected. */
interface Connection {
  localPort?: number | undefined;
  remoteAddress?: string | undefined;
  remotePort?: number | undefined;
}

const hexPort = (port = 0) => port.toString(16).toUpperCase().padStart(4, '0');
const keyOf = (localPort: string, remote: string) => `${localPort} ${remote}`;

/** The send queues that are not empty. */
async function readQueues(): Promise<Map<string, number>> {
  const tables = await Promise.all(TABLES.map((table) => readFile(table, 'latin1').catch(() => '')));
  const queues = new Map<string, number>();
  for (const table of tables) {
    for (const [, localPort = '', remote = '', length = ''] of table.matchAll(LINE)) {
      queues.set(keyOf(localPort, remote), Number.parseInt(length, 16));
    }
  }
  return queues;
}

/** One look serves all who ask for one while it is due. */
class SendQueues {
  #due: Promise<Map<string, number>> | undefined;
  #notBefore = 0;

  /** Bytes that were sent on a connection and not acknowledged, by a look after this call. */
  async lengthOf({ localPort, remoteAddress, remotePort }: Connection): Promise<number> {
    this.#due ??= this.#look();
    const queues = await this.#due;
    if (remoteAddress === undefined) return 0;
    return queues.get(keyOf(hexPort(localPort), `${addressInProc(remoteAddress)}:${hexPort(remotePort)}`)) ?? 0;
  }

  async #look(): Promise<Map<string, number>> {
    await delay(Math.max(0, this.#notBefore - performance.now()));
    // Whoever asks from now on has sent more since, and waits for the next look.
    this.#due = undefined;
    const started = performance.now();
    const queues = await readQueues();
    const ended = performance.now();
    this.#notBefore = ended + Math.min(Math.max(MIN_PAUSE_MS, PAUSE_FACTOR * (ended - started)), MAX_PAUSE_MS);
    return queues;
  }
}

/** Of this process: the table that it reads lists all connections. */
export const sendQueues = new SendQueues();
