import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Something the operator can mend; its message is all they see. */
export class DeployError extends Error {}

interface RunOptions {
  /** For standard input: secrets never are arguments, which every process can read. */
  input?: string;
}

/** Runs a program and gives what it printed; its messages pass through. Throws DeployError when it fails. */
export async function capture(command: string, args: string[], { input = '' }: RunOptions = {}): Promise<string> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(input);
  return finish(command, args, child, text(child.stdout));
}

/** Runs a program whose output the operator sees. */
export async function run(command: string, args: string[], { input = '' }: RunOptions = {}): Promise<void> {
  const child = spawn(command, args, { stdio: ['pipe', 'inherit', 'inherit'] });
  child.stdin.end(input);
  await finish(command, args, child, Promise.resolve(''));
}

async function finish(
  command: string,
  args: string[],
  child: ReturnType<typeof spawn>,
  output: Promise<string>,
): Promise<string> {
  const [code] = (await once(child, 'exit').catch((error: unknown) => {
    throw new DeployError(`${command} could not be started: ${String(error)}`);
  })) as [number | null];
  if (code !== 0) throw new DeployError(`"${[command, ...args].join(' ')}" failed (exit code ${code ?? 'none'}).`);
  return output;
}

/** Whether a program can be started at all. */
export async function isInstalled(command: string, args: string[]): Promise<boolean> {
  const child = spawn(command, args, { stdio: 'ignore' });
  return once(child, 'exit').then(
    () => true,
    () => false,
  );
}
