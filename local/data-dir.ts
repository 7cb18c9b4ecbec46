/**
 * The data folder and its lock: one supervisor at a time. Own code, since proper-lockfile knows a holder by the age of
 * its lock: that of a killed start stays for 2 s at least, and that of a suspended one (Ctrl-Z) is taken from it.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Stats } from 'node:fs';
import { access, constants, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../services/shared/environment.ts';
import { isAlive } from './processes.ts';

export interface Lock {
  release(): Promise<void>;
}

interface Holder {
  pid: number;
  /** The holder is the process that responds with `word` on this port of 127.0.0.1. */
  port: number;
  word: string;
}

export async function lockDataDir(folder: string): Promise<Lock> {
  await makeWritable(folder);
  const file = path.join(folder, 'lock');
  const word = randomBytes(16).toString('hex');
  const server = await listen(word);
  const own: Holder = { pid: process.pid, port: (server.address() as AddressInfo).port, word };
  try {
    await take(file, own);
  } catch (error) {
    server.close();
    throw error;
  }
  return {
    release: async () => {
      server.close();
      await rm(file, { force: true });
    },
  };
}

async function makeWritable(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError(`DATA_DIR ${folder} is not a folder to write in (${code}): set DATA_DIR to another.`, {
      cause: error,
    });
  }
}

/** Creates parent folders too. Node's own `recursive` never ends in /proc, which refuses with "no such folder". */
async function makeFolder(folder: string): Promise<void> {
  const parent = path.dirname(folder);
  if (parent !== folder && !(await found(parent))) await makeFolder(parent);
  try {
    await mkdir(folder);
  } catch (error) {
    // Perhaps another start was faster.
    if (!(await found(folder))?.isDirectory()) throw error;
  }
}

function found(file: string): Promise<Stats | undefined> {
  return stat(file).catch(() => undefined);
}

/** Refuses a folder in which no chat was ever started: a new one would be created, which was not intended. */
export async function requireData(folder: string): Promise<void> {
  if (await found(path.join(folder, 'postgres', 'PG_VERSION'))) return;
  throw new ConfigError(`There is no chat in ${folder}: set DATA_DIR to where it is, or run "npm start" once.`);
}

/** A process id alone would not do: after a crash and a restart another program may have it. */
async function listen(word: string): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => undefined).end(word));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.unref();
}

async function take(file: string, own: Holder): Promise<void> {
  if (await create(file, own)) return;
  // Empty between its creation and the write.
  const holder = (await read(file)) ?? (await sleep(200).then(() => read(file)));
  if (holder !== undefined && (await answers(holder))) throw inUse(file, holder);
  // Left by a killed supervisor; a faster start may have replaced it since.
  const current = await read(file);
  if (current !== undefined && current.word !== holder?.word) throw inUse(file, current);
  await rm(file, { force: true });
  if (!(await create(file, own))) throw inUse(file, await read(file));
  // Another start may have found the same old lock at the same moment, and removed ours instead.
  await sleep(100);
  const now = await read(file);
  if (now?.word !== own.word) throw inUse(file, now);
}

async function create(file: string, own: Holder): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(own), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function read(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

async function answers({ pid, port, word }: Holder): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1', timeout: 2_000 });
  socket.once('timeout', () => socket.destroy(new Silence()));
  let heard = '';
  try {
    for await (const chunk of socket) heard += String(chunk);
    return heard === word;
  } catch (error) {
    // A suspended process (Ctrl-Z) accepts the connection and sends nothing.
    return error instanceof Silence && isAlive(pid);
  }
}

class Silence extends Error {}

function inUse(file: string, holder: Holder | undefined): ConfigError {
  const by = holder === undefined ? '' : ` (process ${holder.pid})`;
  return new ConfigError(
    `A chat already runs on ${path.dirname(file)}${by}: stop it first, or set DATA_DIR to another folder.`,
  );
}
