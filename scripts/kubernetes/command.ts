import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** An error that the operator can fix; only its message is shown. */
export class DeployError extends Error {}

interface RunOptions {
  /** Sent to standard input. Secrets are never passed as arguments, which every process can read. */
  input?: string;
}

interface Outcome {
  /** Null if a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

type Output = 'pipe' | 'inherit';

async function start(command: string, args: string[], output: Output, { input = '' }: RunOptions): Promise<Outcome> {
  const child = spawn(command, args, { stdio: ['pipe', output, output] });
  // A program that does not read it, or could not be started, reports that when it exits.
  child.stdin?.on('error', () => undefined).end(input);
  const read = (stream: NodeJS.ReadableStream | null) => (stream ? text(stream) : Promise.resolve(''));
  const printed = Promise.all([read(child.stdout), read(child.stderr)]);
  const [code] = (await once(child, 'close').catch((error: unknown) => {
    throw new DeployError(`${command} could not be started: ${String(error)}`);
  })) as [number | null];
  const [stdout, stderr] = await printed;
  return { code, stdout, stderr };
}

function failure(command: string, args: string[], { code, stderr }: Outcome): DeployError {
  return new DeployError(`"${[command, ...args].join(' ')}" failed (${code ?? 'ended'}). ${stderr.trim()}`.trim());
}

/** Runs a program and returns its output. Throws DeployError with its error output if it fails. */
export async function capture(command: string, args: string[], options: RunOptions = {}): Promise<string> {
  const outcome = await start(command, args, 'pipe', options);
  if (outcome.code !== 0) throw failure(command, args, outcome);
  return outcome.stdout;
}

/** Runs a program and returns its output, whatever its exit code. */
export async function ask(command: string, args: string[]): Promise<string> {
  return (await start(command, args, 'pipe', {})).stdout;
}

/** Runs a program with its output shown to the operator. */
export async function run(command: string, args: string[], options: RunOptions = {}): Promise<void> {
  const outcome = await start(command, args, 'inherit', options);
  if (outcome.code !== 0) throw failure(command, args, outcome);
}

/** Whether a program can be started. */
export async function isInstalled(command: string, args: string[]): Promise<boolean> {
  return ask(command, args).then(
    () => true,
    () => false,
  );
}
