/** `npm run size`: the compressed size of all scripts and styles of the page. Fails if it exceeds the limit. */
import { weigh } from './weigh.ts';

const LIMIT = 64_000;

const weights = await weigh();
if (weights.length === 0) {
  console.error('There is no built page in frontend/dist. Run "npm run build:frontend" first.');
  process.exit(1);
}
const total = weights.reduce((sum, { bytes }) => sum + bytes, 0);
for (const { file, bytes } of weights.sort((one, other) => other.bytes - one.bytes)) console.log(line(bytes, file));
console.log(line(total, `in all, of ${LIMIT / 1000} kB gzip`));
if (total > LIMIT) {
  console.error('The page is too heavy: find what grew, and do without it or load it later.');
  process.exitCode = 1;
}

function line(bytes: number, text: string): string {
  return `${(bytes / 1000).toFixed(1).padStart(6)} kB  ${text}`;
}
