import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { SERVICES } from '../../services/services.ts';
import type { Run } from '../cell.ts';

/** Free ports and a database of its own, whatever the shell's settings. */
const SETTINGS = {
  GATEWAY_PORT: '0',
  ...Object.fromEntries(Object.values(SERVICES).map(({ portVariable }) => [portVariable, '0'])),
  DATABASE_URL: '',
};

export interface Started {
  url: string;
  /** Time until the address was printed. */
  milliseconds: number;
  stop(): Promise<void>;
}

/** Runs what `npm start` runs after the build. */
export async function npmStart({ folder, cleanup }: Run): Promise<Started> {
  const began = performance.now();
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../dist/local/start.js', import.meta.url))], {
    env: { ...process.env, ...SETTINGS, DATA_DIR: path.join(folder, 'data') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  cleanup.add(stop);
  const url = await address(child.stdout);
  // Later output is discarded, so that a full pipe never blocks it.
  child.stdout.resume();
  return { url, milliseconds: performance.now() - began, stop };
}

async function address(output: Readable): Promise<string> {
  let printed = '';
  for await (const chunk of output.iterator({ destroyOnReturn: false })) {
    printed += String(chunk);
    const url = /The chat is at +(http\S+)/.exec(printed)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`The product did not start:\n${printed}`);
}
