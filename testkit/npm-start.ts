import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { SERVICES } from '../services/services.ts';
import { THIS_CHECKOUT } from './replica.ts';

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

/** Runs what `npm start` runs after the build, of this checkout or of another. */
export async function npmStart(dataDir: string, checkout = THIS_CHECKOUT): Promise<Started> {
  const began = performance.now();
  const child = spawn(process.execPath, [path.join(checkout, 'dist/local/start.js')], {
    env: { ...process.env, ...SETTINGS, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  try {
    const url = await address(child.stdout);
    // Later output is discarded, so that a full pipe never blocks it.
    child.stdout.resume();
    return { url, milliseconds: performance.now() - began, stop };
  } catch (error) {
    await stop();
    throw error;
  }
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
