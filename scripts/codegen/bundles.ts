import { contracts, redocly } from './redocly.ts';

/** Writes each contract, with what it shares with the others, as the one file `FOLDER/NAME.json` that tools read. */
export async function writeBundles(folder: string): Promise<void> {
  // One process for all: starting it takes far longer than bundling.
  await redocly('bundle', ...contracts, '--ext', 'json', '--output', folder);
}
