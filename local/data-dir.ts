/** The folder where everything is kept, and its lock: one supervisor at a time. */
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
  /** Whoever answers with the word on this port of 127.0.0.1 is the holder. */
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

/** With the folders above it. Node's own way of doing so never ends in /proc, which refuses by saying "no such folder". */
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

/** Refuses a folder where no chat was ever started: it would be made anew, which is not what was meant. */
export async function requireData(folder: string): Promise<void> {
  if (await found(path.join(folder, 'postgres', 'PG_VERSION'))) return;
  throw new ConfigError(`There is no chat in ${folder}: set DATA_DIR to where it is, or run "npm start" once.`);
}

/** A process number alone would not do: after a crash and a restart another program may have it. */
async function listen(word: string): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => undefined).end(word));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.unref();
}

async function take(file: string, own: Holder): Promise<void> {
  if (await create(file, own)) return;
  // Empty for the moment between its making and its writing.
  const holder = (await read(file)) ?? (await sleep(200).then(() => read(file)));
  if (holder !== undefined && (await answers(holder))) throw inUse(file, holder);
  // Left by a supervisor that was killed; a faster start may have put its own in its place since.
  const current = await read(file);
  if (current !== undefined && current.word !== holder?.word) throw inUse(file, current);
  await rm(file, { force: true });
  if (!(await create(file, own))) throw inUse(file, await read(file));
  // Another start may have found the same old lock at the same moment, and removed ours for it.
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
    // A process that is suspended (Ctrl-Z) takes the connection and says nothing.
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
