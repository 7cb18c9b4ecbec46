import { createInterface } from 'node:readline/promises';
import { ConfigError } from '../../../shared/environment.ts';

/** Asks for confirmation at the terminal. Throws ConfigError if there is none. */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new ConfigError('There is no terminal to ask at. Add --yes to confirm.');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
