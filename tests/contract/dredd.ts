/** Runs Dredd as a child process; its hooks ask this process over IPC. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe } from './result.ts';

/** The parts of Dredd's transaction that we use. */
export interface Transaction {
  name: string;
  host: string;
  port: string;
  fullPath: string;
  request: { method: string; headers: Record<string, string>; body: string };
  expected: { statusCode: string };
  /** Missing if there was no response. */
  real?: { statusCode: number; headers: Record<string, string | string[]>; body?: string };
  skip: boolean;
  /** Dredd's own verdict: status and headers. */
  test?: { valid?: boolean; message: string };
  /** Why it fails, whatever Dredd's own verdict. */
  fail?: string;
}

export type Changes = Partial<Transaction>;

export interface Hooks {
  /** Sets what is sent, and to which address. */
  prepare(transaction: Transaction): Promise<Changes>;
  validate(transaction: Transaction): Changes;
}

export interface DreddRun {
  exitCode: number | null;
  /** Warnings and errors; a hook file that could not be loaded is only a warning. */
  complaints: string[];
}

const folder = fileURLToPath(new URL('dredd/', import.meta.url));
const TIMEOUT_MS = 120_000;

export async function runDredd(document: string, hooks: Hooks): Promise<DreddRun> {
  const temporary = await mkdtemp(path.join(tmpdir(), 'chat-dredd-'));
  try {
    const file = path.join(temporary, 'contract.json');
    await writeFile(file, document);
    return await runChild(file, hooks);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function runChild(file: string, hooks: Hooks): Promise<DreddRun> {
  // The hooks set every request's address; nothing listens at this one.
  const args = [file, 'http://127.0.0.1:9', '--hookfiles=hooks.cjs', '--loglevel=warning', '--no-color'];
  const child = fork(path.join(folder, 'node_modules/dredd/bin/dredd'), args, {
    cwd: folder,
    execArgv: [],
    // Its old packages cause many warnings of Node.
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    timeout: TIMEOUT_MS,
  });
  child.on('message', ({ step, transaction }: { step: keyof Hooks; transaction: Transaction }) => {
    void Promise.resolve(transaction)
      .then((given) => hooks[step](given))
      // Dredd reports a transaction without a verdict as failed.
      .catch((error: unknown): Changes => ({ fail: describe(error) }))
      .then((changes) => child.connected && child.send(changes));
  });
  const output = Promise.all(
    [child.stdout, child.stderr].map((stream) => (stream ? text(stream) : Promise.resolve(''))),
  );
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  const lines = (await output).join('\n').split('\n');
  return { exitCode, complaints: lines.filter((line) => /^(warn|error): /.test(line)) };
}
